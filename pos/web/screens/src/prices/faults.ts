// Which field is wrong, and why: of the browser's reading, or of the server's. Pure.

import type { Refusal } from "../common/api";
import type { Text } from "../common/wire";

export type TypedFault = "typed_amount" | "typed_fold" | "typed_number" | "typed_day" | "typed_words";

export interface Fault {
  /** Stable: of the browser's own list, or as the server says. */
  code: TypedFault | (string & {});
  /** The server's words; the browser has its own for its own codes. */
  words: Text | null;
}

/** By place: the code of the rule ("" outside the rules) and the field within it. */
export type Faults = ReadonlyMap<string, Fault>;

export const NO_FAULTS: Faults = new Map();

export function placeOf(rule: string, field: string): string {
  return `${rule}|${field}`;
}

export function partsOf(place: string): { rule: string; field: string } {
  const at = place.indexOf("|");
  return { rule: place.slice(0, at), field: place.slice(at + 1) };
}

/** All faults of a rule within a field and what lies in it: `terms[1]` has that of `terms[1].who`. */
export function faultsWithin(faults: Faults, rule: string, field: string): [string, Fault][] {
  return [...faults].flatMap(([place, fault]): [string, Fault][] => {
    const parts = partsOf(place);
    const isWithin =
      parts.field === field || parts.field.startsWith(`${field}.`) || parts.field.startsWith(`${field}[`);
    return parts.rule === rule && (field === "" || isWithin) ? [[parts.field, fault]] : [];
  });
}

interface Told {
  rule?: string | null;
  field?: string | null;
  reason?: { code: string; words: Text };
  categories?: string[];
  codes?: string[];
}

/** Where a refusal of the server belongs: at one field. Other refusals have no place. */
export function faultsOf(refusal: Refusal): Faults {
  const told = refusal.extra as Told;
  if (refusal.code === "scheme_refused" && told.reason !== undefined) {
    const place = placeOf(told.rule ?? "", told.field ?? "");
    return new Map([[place, { code: told.reason.code, words: told.reason.words }]]);
  }
  if (refusal.code === "unknown_category" || refusal.code === "unknown_in_scheme") {
    const named = (told.categories ?? told.codes ?? []).join(", ");
    const words = { zh: `${refusal.title.zh}：${named}`, en: `${refusal.title.en}: ${named}` };
    return new Map([[placeOf(told.rule ?? "", "items"), { code: refusal.code, words }]]);
  }
  return NO_FAULTS;
}
