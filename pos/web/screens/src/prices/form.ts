// A scheme as a form holds it: what people type stays text until the whole is written as a scheme.

import type { Table, Value } from "./wire";
import { writeFold, writeYuan } from "./typing";

export const LISTS = ["classes", "without_classes", "tiers", "residence", "hukou"] as const;
export const ITEM_LISTS = [
  "categories",
  "exclude_categories",
  "vendors",
  "exclude_vendors",
  "dishes",
  "exclude_dishes",
  "tags",
  "exclude_tags",
] as const;
export const WHEN_LISTS = ["meal_periods", "channels", "weekdays", "sites", "site_areas"] as const;
export const WHEN_TEXTS = ["days", "from_date", "until_date", "from_time", "until_time"] as const;
export const MEASURES = ["times", "amount_fen", "portions"] as const;
/** What of a scheme the form shows; all else is carried along as it is. */
const SHOWN = new Set(["name", "tiers", "rules"]);

export type WhoForm = Record<(typeof LISTS)[number], string[]> & {
  min_age: string;
  max_age: string;
  age_on: string;
  members: boolean;
  on_birthday: boolean;
};
export type ItemsForm = Record<(typeof ITEM_LISTS)[number], string[]> & { max_unit_price: string };
export type WhenForm = Record<(typeof WHEN_LISTS)[number], string[]> &
  Record<(typeof WHEN_TEXTS)[number], string>;

export type BenefitKind = "percent" | "amount" | "voucher" | "set_price" | "other";

export interface BenefitForm {
  kind: BenefitKind;
  typed: string;
  whole_only: boolean;
  /** A benefit that the table has no field for; it is kept as it is. */
  kept: Table | null;
}

export interface ThresholdForm {
  kind: "none" | "from_fen" | "above_fen";
  typed: string;
  kept: Table;
}

export interface TermForm {
  id: number;
  who: WhoForm;
  benefit: BenefitForm;
  threshold: ThresholdForm;
  nth_meal: string;
}

export interface CapForm {
  id: number;
  per: string;
  measure: (typeof MEASURES)[number];
  typed: string;
  kept: Table;
}

export interface RuleForm {
  id: number;
  /** A rule that is switched off is left out of the scheme that is written. */
  is_on: boolean;
  code: string;
  zh: string;
  en: string;
  kind: string;
  payer: string;
  layer: string;
  group: string;
  items: ItemsForm;
  when: WhenForm;
  terms: TermForm[];
  caps: CapForm[];
  kept: Table;
}

export interface TierForm {
  id: number;
  code: string;
  zh: string;
  en: string;
  who: WhoForm;
}

export interface Form {
  zh: string;
  en: string;
  tiers: TierForm[];
  rules: RuleForm[];
  kept: Table;
  next_id: number;
}

/** Gives each row a name of its own, so that a row keeps its fields when others come and go. */
class Ids {
  constructor(public next: number) {}

  take(): number {
    this.next += 1;
    return this.next - 1;
  }
}

export function table(value: Value | undefined): Table {
  return typeof value === "object" && !Array.isArray(value) ? value : {};
}

export function tables(value: Value | undefined): Table[] {
  return Array.isArray(value) ? value.map(table) : [];
}

export function text(value: Value | undefined): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function texts(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.map(text) : [];
}

function yuanText(value: Value | undefined): string {
  return typeof value === "number" ? writeYuan(value) : "";
}

function without(from: Table, keys: Iterable<string>): Table {
  const dropped = new Set(keys);
  return Object.fromEntries(Object.entries(from).filter(([key]) => !dropped.has(key)));
}

export function readWho(who: Table): WhoForm {
  return {
    min_age: text(who["min_age"]),
    max_age: text(who["max_age"]),
    age_on: text(who["age_on"]),
    classes: texts(who["classes"]),
    without_classes: texts(who["without_classes"]),
    tiers: texts(who["tiers"]),
    residence: texts(who["residence"]),
    hukou: texts(who["hukou"]),
    members: who["members"] === true,
    on_birthday: who["on_birthday"] === true,
  };
}

export function readItems(items: Table): ItemsForm {
  const lists = Object.fromEntries(ITEM_LISTS.map((key) => [key, texts(items[key])]));
  return { ...lists, max_unit_price: yuanText(items["max_unit_price_fen"]) } as ItemsForm;
}

function readWhen(when: Table): WhenForm {
  const lists = WHEN_LISTS.map((key) => [key, texts(when[key])]);
  const single = WHEN_TEXTS.map((key) => [key, text(when[key])]);
  return Object.fromEntries([...lists, ...single]) as WhenForm;
}

const AMOUNTS: Record<string, string> = {
  amount: "amount_fen",
  voucher: "value_fen",
  set_price: "unit_price_fen",
};

function readBenefit(benefit: Table): BenefitForm {
  const kind = text(benefit["kind"]);
  const whole_only = benefit["whole_only"] === true;
  const bp = benefit["pays_bp"];
  if (kind === "percent" && typeof bp === "number") {
    return { kind, typed: writeFold(bp), whole_only, kept: null };
  }
  const amount = benefit[AMOUNTS[kind] ?? ""];
  if ((kind === "amount" || kind === "voucher" || kind === "set_price") && typeof amount === "number") {
    return { kind, typed: writeYuan(amount), whole_only, kept: null };
  }
  return { kind: "other", typed: "", whole_only, kept: benefit };
}

function readThreshold(threshold: Value | undefined): ThresholdForm {
  const given = table(threshold);
  const kind = "from_fen" in given ? "from_fen" : "above_fen" in given ? "above_fen" : "none";
  const typed = kind === "none" ? "" : yuanText(given[kind]);
  return { kind, typed, kept: without(given, ["from_fen", "above_fen"]) };
}

function readTerm(term: Table, ids: Ids): TermForm {
  return {
    id: ids.take(),
    who: readWho(table(term["who"])),
    benefit: readBenefit(table(term["benefit"])),
    threshold: readThreshold(term["threshold"]),
    nth_meal: text(term["nth_meal"]),
  };
}

function readCap(cap: Table, ids: Ids): CapForm {
  const measure = MEASURES.find((key) => key in cap) ?? "times";
  const typed = measure === "amount_fen" ? yuanText(cap[measure]) : text(cap[measure]);
  return { id: ids.take(), per: text(cap["per"]), measure, typed, kept: without(cap, ["per", measure]) };
}

const RULE_SHOWN = [
  "code",
  "name",
  "kind",
  "payer",
  "layer",
  "group",
  "items",
  "when",
  "terms",
  "caps",
] as const;

function readRule(rule: Table, ids: Ids): RuleForm {
  const name = table(rule["name"]);
  return {
    id: ids.take(),
    is_on: true,
    code: text(rule["code"]),
    zh: text(name["zh"]),
    en: text(name["en"]),
    kind: text(rule["kind"]),
    payer: text(rule["payer"]),
    layer: text(rule["layer"]),
    group: text(rule["group"]),
    items: readItems(table(rule["items"])),
    when: readWhen(table(rule["when"])),
    terms: tables(rule["terms"]).map((term) => readTerm(term, ids)),
    caps: tables(rule["caps"]).map((cap) => readCap(cap, ids)),
    kept: without(rule, RULE_SHOWN),
  };
}

function readTier(tier: Table, ids: Ids): TierForm {
  const name = table(tier["name"]);
  return {
    id: ids.take(),
    code: text(tier["code"]),
    zh: text(name["zh"]),
    en: text(name["en"]),
    who: readWho(table(tier["who"])),
  };
}

/** Make the form of a scheme. */
export function readScheme(scheme: Table): Form {
  const ids = new Ids(1);
  const name = table(scheme["name"]);
  return {
    zh: text(name["zh"]),
    en: text(name["en"]),
    tiers: tables(scheme["tiers"]).map((tier) => readTier(tier, ids)),
    rules: tables(scheme["rules"]).map((rule) => readRule(rule, ids)),
    kept: without(scheme, SHOWN),
    next_id: ids.next,
  };
}

/** Make the form of one more rule, with rows named from `next_id` on. */
export function readOneRule(rule: Table, next_id: number): { rule: RuleForm; next_id: number } {
  const ids = new Ids(next_id);
  const read = readRule(rule, ids);
  return { rule: read, next_id: ids.next };
}

/** Make the form of one more row of a rule. */
export function readOneTerm(term: Table, next_id: number): TermForm {
  return readTerm(term, new Ids(next_id));
}
