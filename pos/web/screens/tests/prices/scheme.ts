// A scheme with something of everything, as the server sends it.

import type { Table } from "../../src/prices/wire";

export const SCHEME: Table = {
  code: "demo",
  version: 1,
  name: { zh: "方案", en: "Scheme" },
  rounding: { unit_fen: 1, mode: "half_up", place: "line" },
  calendar: { rest_dates: ["2026-10-01"] },
  payers: [{ code: "canteen", name: { zh: "食堂", en: "The canteen" } }],
  tiers: [{ code: "senior80", name: { zh: "80岁及以上", en: "80 or over" }, who: { min_age: 80 } }],
  vendors: [{ code: "canteen", name: { zh: "食堂", en: "Canteen" }, takes_discounts: true }],
  rules: [
    {
      code: "age",
      name: { zh: "敬老折扣", en: "Seniors" },
      kind: "discount",
      payer: "canteen",
      layer: 1,
      group: "card",
      items: { categories: ["main"], max_unit_price_fen: 5_00 },
      when: { meal_periods: ["lunch"], from_date: "2026-01-01", days: "working" },
      rounding: { unit_fen: 10, mode: "down", place: "line" },
      terms: [
        { who: { tiers: ["senior80"] }, benefit: { kind: "percent", pays_bp: 8000 } },
        {
          who: { min_age: 60, max_age: 69, age_on: "year_end" },
          benefit: { kind: "percent", pays_bp: 8750 },
        },
      ],
    },
    {
      code: "meal",
      name: { zh: "补贴", en: "Subsidy" },
      kind: "subsidy",
      payer: "canteen",
      layer: 2,
      items: {},
      terms: [
        {
          who: { classes: ["dibao"], members: true },
          threshold: { from_fen: 15_00, price: "left", items: {} },
          benefit: { kind: "amount", amount_fen: 3_00 },
        },
        { who: {}, nth_meal: 2, benefit: { kind: "voucher", value_fen: 5_00, whole_only: true } },
        { who: { on_birthday: true }, benefit: { kind: "set_price", prices: { noodles: 0 } } },
      ],
      caps: [
        { per: "day", times: 1, across: "site" },
        { per: "month", amount_fen: 80_00, counter: "town" },
      ],
    },
  ],
};
