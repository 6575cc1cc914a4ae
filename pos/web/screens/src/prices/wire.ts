// What the server says of schemes, their drafts, trials and back-tests.

import type { MealPeriod, Named, Text } from "../common/wire";

/** A scheme, or a part of one, as the language of schemes writes it. */
export type Table = { [key: string]: Value };
export type Value = string | number | boolean | Value[] | Table;

export type VersionState = "in_force" | "scheduled" | "past" | "withdrawn";

export interface Version {
  code: string;
  version: number;
  name: Text;
  rules: number;
  effective_from: string;
  withdrawn_at: string | null;
  state: VersionState;
}

export interface Dish {
  code: string;
  name: Text;
  category: string;
  price_fen: number;
  pinyin: string[];
}

export interface Choosable {
  categories: Named[];
  vendors: Named[];
  meal_periods: MealPeriod[];
  dishes: Dish[];
  classes: Named[];
  channels: Named[];
  payers: Named[];
}

export interface Prices {
  today: string;
  server_time: string;
  site: Named & { scheme: string; area: string };
  next_version: number;
  versions: Version[];
  words: Choosable;
  areas: Named[];
}

export interface Paragraph {
  kind: string;
  code: string;
  title: Text;
  sentences: Text[];
}

export interface Finding {
  severity: "error" | "warning" | "note";
  place: string;
  problem: Text;
}

export interface Change {
  kind: "added" | "removed" | "changed" | "moved";
  place: string;
  before: Text | null;
  after: Text | null;
}

export interface Review {
  paragraphs: Paragraph[];
  findings: Finding[];
}

export interface VersionShown extends Version, Review {
  scheme: Table;
}

export interface Checked extends Review {
  hash: string;
  toml: string;
  in_force: number | null;
  changes: Change[];
}

export interface Reduction {
  rule: string;
  kind: "discount" | "subsidy" | "operator";
  payer: string;
  name: Text;
  amount_fen: number;
  scope: "line" | "bill";
  reason: Text;
}

export interface Declined {
  rule: string;
  reason: Text;
}

export interface TriedLine {
  item: { code: string; category: string };
  quantity: number;
  list_fen: number;
  total_fen: number;
  reductions: Reduction[];
  declined: Declined[];
}

export interface TriedQuote {
  tier: Named | null;
  list_total_fen: number;
  discount_total_fen: number;
  subsidy_total_fen: number;
  total_fen: number;
  reductions: Reduction[];
  declined: Declined[];
  operator_claims: { rule: string; payer: string; name: Text; amount_fen: number; reason: Text }[];
  barred: { rule: string; name: Text; reason: Text; lines: number[] }[];
  lines: TriedLine[];
}

export type Measure = "times" | "amount_fen" | "portions" | "base_fen";

export interface Counter {
  counter: string;
  per: "meal" | "day" | "week" | "month";
  site: string;
  name: Text;
  measures: Measure[];
  used: Record<Measure, number>;
}

export interface Tried {
  scheme: { code: string; version: number; hash: string };
  quote: TriedQuote;
  payers: Record<string, Text>;
  rules: Record<string, Text>;
  counters: Counter[];
}

export interface TryAnswer {
  person: {
    name: string | null;
    age: number | null;
    classes: { code: string; valid_until: string | null }[];
    residence: string;
    hukou: string;
    is_guest: boolean;
  };
  chosen: Tried;
  /** The version in force on that day; null when none is. */
  in_force: Tried | null;
  /** What is paid under the chosen one, less what is paid under the one in force. */
  difference_fen: number | null;
}
