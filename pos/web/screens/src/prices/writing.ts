// From what was typed to the scheme that the server reads; what cannot be read is named by its field.

import { type Fault, type Faults, placeOf } from "./faults";
import type {
  BenefitForm,
  CapForm,
  Form,
  ItemsForm,
  RuleForm,
  TermForm,
  ThresholdForm,
  WhenForm,
  WhoForm,
} from "./form";
import { ITEM_LISTS, LISTS, tables, WHEN_LISTS, WHEN_TEXTS } from "./form";
import { isDay, readFold, readWhole, readYuan } from "./typing";
import type { Named } from "../common/wire";
import type { Table, Value } from "./wire";

/** Reads typed texts of one rule, and notes which of them are none. */
class Reader {
  constructor(
    private readonly rule: string,
    private readonly faults: Map<string, Fault>,
  ) {}

  private read(field: string, code: Fault["code"], value: number | null): number {
    if (value === null) this.fault(field, code);
    return value ?? 0;
  }

  fault(field: string, code: Fault["code"]): void {
    this.faults.set(placeOf(this.rule, field), { code, words: null });
  }

  yuan(field: string, typed: string): number {
    return this.read(field, "typed_amount", readYuan(typed));
  }

  fold(field: string, typed: string): number {
    return this.read(field, "typed_fold", readFold(typed));
  }

  whole(field: string, typed: string): number {
    return this.read(field, "typed_number", readWhole(typed));
  }

  day(field: string, typed: string): string {
    if (!isDay(typed)) this.fault(field, "typed_day");
    return typed;
  }

  words(field: string, typed: string): string {
    if (typed.trim() === "") this.fault(field, "typed_words");
    return typed.trim();
  }
}

function some(key: string, values: string[]): Table {
  return values.length === 0 ? {} : { [key]: [...values] };
}

function writeWho(who: WhoForm, at: string, reader: Reader): Table {
  const ages: Table = {};
  for (const key of ["min_age", "max_age"] as const) {
    if (who[key].trim() !== "") ages[key] = reader.whole(`${at}.${key}`, who[key]);
  }
  return {
    ...ages,
    ...(who.age_on === "" || Object.keys(ages).length === 0 ? {} : { age_on: who.age_on }),
    ...Object.assign({}, ...LISTS.map((key) => some(key, who[key]))),
    ...(who.members ? { members: true } : {}),
    ...(who.on_birthday ? { on_birthday: true } : {}),
  };
}

function writeItems(items: ItemsForm, reader: Reader): Table {
  const lists: Table = Object.assign({}, ...ITEM_LISTS.map((key) => some(key, items[key])));
  if (items.max_unit_price.trim() === "") return lists;
  return { ...lists, max_unit_price_fen: reader.yuan("items.max_unit_price_fen", items.max_unit_price) };
}

function writeWhen(when: WhenForm, reader: Reader): Table {
  const table: Table = Object.assign({}, ...WHEN_LISTS.map((key) => some(key, when[key])));
  for (const key of WHEN_TEXTS) {
    if (when[key] === "") continue;
    table[key] = key.endsWith("_date") ? reader.day(`when.${key}`, when[key]) : when[key];
  }
  return table;
}

function writeBenefit(benefit: BenefitForm, at: string, reader: Reader): Table {
  const { typed } = benefit;
  switch (benefit.kind) {
    case "percent":
      return { kind: "percent", pays_bp: reader.fold(`${at}.pays_bp`, typed) };
    case "amount":
      return { kind: "amount", amount_fen: reader.yuan(`${at}.amount_fen`, typed) };
    case "voucher":
      return {
        kind: "voucher",
        value_fen: reader.yuan(`${at}.value_fen`, typed),
        whole_only: benefit.whole_only,
      };
    case "set_price":
      return { kind: "set_price", unit_price_fen: reader.yuan(`${at}.unit_price_fen`, typed) };
    case "other":
      return benefit.kept ?? {};
  }
}

function writeThreshold(threshold: ThresholdForm, at: string, reader: Reader): Table {
  if (threshold.kind === "none") return {};
  const amount = reader.yuan(`${at}.${threshold.kind}`, threshold.typed);
  return { threshold: { [threshold.kind]: amount, ...threshold.kept } };
}

function writeTerm(term: TermForm, at: string, reader: Reader): Table {
  return {
    who: writeWho(term.who, `${at}.who`, reader),
    ...(term.nth_meal.trim() === "" ? {} : { nth_meal: reader.whole(`${at}.nth_meal`, term.nth_meal) }),
    ...writeThreshold(term.threshold, `${at}.threshold`, reader),
    benefit: writeBenefit(term.benefit, `${at}.benefit`, reader),
  };
}

function writeCap(cap: CapForm, at: string, reader: Reader): Table {
  const field = `${at}.${cap.measure}`;
  const value = cap.measure === "amount_fen" ? reader.yuan(field, cap.typed) : reader.whole(field, cap.typed);
  // A bill is of one site: the scope says nothing of it.
  const kept =
    cap.per === "bill"
      ? Object.fromEntries(Object.entries(cap.kept).filter(([key]) => key !== "across"))
      : cap.kept;
  return { per: cap.per, [cap.measure]: value, ...kept };
}

function writeRule(rule: RuleForm, faults: Map<string, Fault>): Table {
  const reader = new Reader(rule.code, faults);
  const when = writeWhen(rule.when, reader);
  const caps = rule.caps.map((cap, place) => writeCap(cap, `caps[${place}]`, reader));
  return {
    code: rule.code,
    name: { zh: reader.words("name.zh", rule.zh), en: reader.words("name.en", rule.en) },
    kind: rule.kind,
    payer: rule.payer,
    layer: reader.whole("layer", rule.layer),
    ...(rule.group === "" ? {} : { group: rule.group }),
    items: writeItems(rule.items, reader),
    ...(Object.keys(when).length === 0 ? {} : { when }),
    ...rule.kept,
    terms: rule.terms.map((term, place) => writeTerm(term, `terms[${place}]`, reader)),
    ...(caps.length === 0 ? {} : { caps }),
  };
}

/** Declare the payers whom rules name and the scheme does not; without declared payers any will do. */
function declarePayers(declared: Value | undefined, rules: RuleForm[], known: Named[]): Table {
  if (declared === undefined) return {};
  const payers = tables(declared);
  const codes = new Set(payers.map((payer) => payer["code"]));
  const missing = [...new Set(rules.map((rule) => rule.payer))].filter((code) => !codes.has(code));
  const added = missing.map((code): Table => {
    const name = known.find((one) => one.code === code)?.name ?? { zh: code, en: code };
    return { code, name: { zh: name.zh, en: name.en } };
  });
  return { payers: [...payers, ...added] };
}

export interface Written {
  scheme: Table;
  faults: Faults;
}

/** Write a form as the scheme of a version; `payers` are the usual ones by name. */
export function writeScheme(form: Form, version: number, code: string, payers: Named[]): Written {
  const faults = new Map<string, Fault>();
  const reader = new Reader("", faults);
  const rules = form.rules.filter((rule) => rule.is_on);
  const scheme: Table = {
    ...form.kept,
    code,
    version,
    name: { zh: reader.words("name.zh", form.zh), en: reader.words("name.en", form.en) },
    ...declarePayers(form.kept["payers"], rules, payers),
    tiers: form.tiers.map((tier, place) => ({
      code: tier.code,
      name: {
        zh: reader.words(`tiers[${place}].name.zh`, tier.zh),
        en: reader.words(`tiers[${place}].name.en`, tier.en),
      },
      who: writeWho(tier.who, `tiers[${place}].who`, reader),
    })),
    rules: rules.map((rule) => writeRule(rule, faults)),
  };
  return { scheme, faults };
}
