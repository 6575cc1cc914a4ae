// Who eats what and when: what a trial is asked with. Pure.

import { isDay, readWhole, readYuan } from "./typing";
import type { Counter, Measure, Table } from "./wire";

export type PersonKind = "person" | "member" | "guest";

export interface TryForm {
  kind: PersonKind;
  member: string;
  birth_date: string;
  classes: { code: string; valid_until: string }[];
  residence: string;
  hukou: string;
  lines: { dish: string; quantity: number }[];
  on_date: string;
  at_time: string;
  meal_period: string;
  channel: string;
  /** What was used before, as typed, by counter and measure. */
  used: Record<string, string>;
}

export const MOST = 99;

export function newTryForm(on_date: string, meal_period: string, area: string): TryForm {
  return {
    kind: "person",
    member: "",
    birth_date: bornFor(82, on_date),
    classes: [],
    residence: area,
    hukou: area,
    lines: [],
    on_date,
    at_time: "11:30",
    meal_period,
    channel: "dine_in",
    used: {},
  };
}

/** A birth date that makes somebody so old on a day: the first of January, that many years before. */
export function bornFor(age: number, on_date: string): string {
  return `${Number(on_date.slice(0, 4)) - age}-01-01`;
}

export function addLine(form: TryForm, dish: string, by: number): TryForm {
  const present = form.lines.find((line) => line.dish === dish);
  if (present === undefined) return { ...form, lines: [...form.lines, { dish, quantity: by }] };
  const quantity = Math.min(present.quantity + by, MOST);
  const lines = form.lines
    .map((line) => (line.dish === dish ? { dish, quantity } : line))
    .filter((line) => line.quantity > 0);
  return { ...form, lines };
}

export function usedKey(counter: Counter, measure: Measure): string {
  return `${counter.counter}|${counter.per}|${counter.site}|${measure}`;
}

/** The counters of both schemes, each once. */
export function allCounters(chosen: Counter[], present: Counter[]): Counter[] {
  const found = new Map<string, Counter>();
  for (const counter of [...chosen, ...present]) {
    const key = `${counter.counter}|${counter.per}|${counter.site}`;
    const known = found.get(key);
    const measures = [...new Set([...(known?.measures ?? []), ...counter.measures])];
    found.set(key, { ...(known ?? counter), measures });
  }
  return [...found.values()];
}

/** What was typed for the counters; a counter of which nothing was typed is left to the books. */
function writeUsed(form: TryForm, counters: Counter[]): Table[] {
  return counters.flatMap((counter): Table[] => {
    const typed = counter.measures.flatMap((measure): [Measure, number][] => {
      const text = form.used[usedKey(counter, measure)] ?? "";
      const value = measure.endsWith("_fen") ? readYuan(text) : readWhole(text);
      return value === null ? [] : [[measure, value]];
    });
    if (typed.length === 0) return [];
    const { counter: name, per, site } = counter;
    return [{ counter: name, per, site, ...counter.used, ...Object.fromEntries(typed) }];
  });
}

function writePerson(form: TryForm): Table | null {
  if (form.kind === "guest") return { kind: "guest" };
  if (form.kind === "member") {
    const member = form.member.trim();
    return member === "" ? null : { kind: "member", member };
  }
  const born = isDay(form.birth_date) ? { birth_date: form.birth_date } : {};
  const classes = form.classes.map(({ code, valid_until }) =>
    isDay(valid_until) ? { code, valid_until } : { code },
  );
  return { kind: "person", ...born, classes, residence: form.residence, hukou: form.hukou };
}

/** The body to ask with, but for the scheme; null while something is missing. */
export function writeTrial(form: TryForm, counters: Counter[]): Table | null {
  const person = writePerson(form);
  if (person === null || form.lines.length === 0 || !isDay(form.on_date)) return null;
  return {
    person,
    lines: form.lines.map((line) => ({ ...line })),
    occasion: {
      on_date: form.on_date,
      meal_period: form.meal_period,
      channel: form.channel,
      ...(form.at_time === "" ? {} : { at_time: form.at_time }),
    },
    usage: form.kind === "guest" ? [] : writeUsed(form, counters),
  };
}
