// Rules to begin with: each is a usual promise with usual figures, to be changed in the form. Pure.

import type { Table } from "./wire";

export const TEMPLATES = ["seniors", "threshold", "subsidy", "fixed_price", "operator"] as const;
export type Template = (typeof TEMPLATES)[number];

const RULES: Record<Template, Table> = {
  seniors: {
    name: { zh: "敬老折扣", en: "Seniors' discount" },
    kind: "discount",
    payer: "canteen",
    items: {},
    terms: [
      { who: { min_age: 60, max_age: 69 }, benefit: { kind: "percent", pays_bp: 9000 } },
      { who: { min_age: 70, max_age: 79 }, benefit: { kind: "percent", pays_bp: 8500 } },
      { who: { min_age: 80 }, benefit: { kind: "percent", pays_bp: 8000 } },
    ],
  },
  threshold: {
    name: { zh: "满减", en: "Off from an amount" },
    kind: "discount",
    payer: "canteen",
    items: {},
    terms: [
      {
        who: { min_age: 60 },
        threshold: { from_fen: 15_00 },
        benefit: { kind: "amount", amount_fen: 3_00 },
      },
    ],
    caps: [{ per: "day", times: 1 }],
  },
  subsidy: {
    name: { zh: "助餐补贴", en: "Meal subsidy" },
    kind: "subsidy",
    payer: "district",
    items: {},
    terms: [{ who: { classes: ["dibao"] }, benefit: { kind: "amount", amount_fen: 5_00 } }],
    caps: [{ per: "meal", times: 1 }],
  },
  fixed_price: {
    name: { zh: "爱心价", en: "Fixed price" },
    kind: "discount",
    payer: "canteen",
    items: { categories: ["set"] },
    terms: [{ who: { min_age: 60 }, benefit: { kind: "set_price", unit_price_fen: 10_00 } }],
    caps: [{ per: "meal", portions: 1 }],
  },
  operator: {
    name: { zh: "运营补贴", en: "Operating subsidy" },
    kind: "operator",
    payer: "district",
    items: {},
    terms: [{ who: { min_age: 60 }, benefit: { kind: "amount", amount_fen: 1_00 } }],
    caps: [{ per: "meal", times: 1 }],
  },
};

/** A code of the form `seniors2` that no other rule has. */
export function freeCode(wanted: string, taken: readonly string[]): string {
  let code = wanted;
  for (let number = 2; taken.includes(code); number += 1) code = `${wanted}${number}`;
  return code;
}

/** The rule of a template, on a layer of its own after those that are there. */
export function templateRule(template: Template, taken: readonly string[], last_layer: number): Table {
  return { code: freeCode(template, taken), layer: Math.min(last_layer + 1, 99), ...RULES[template] };
}
