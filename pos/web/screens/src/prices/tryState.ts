// The trial that is under way: asked anew after each change, for the version or the draft that is chosen.

import { batch, computed, effect, signal } from "@preact/signals";
import { NoVerdict, post, Refusal } from "../common/api";
import { choice, faults, prices, tab, written } from "./state";
import { allCounters, newTryForm, type TryForm, writeTrial } from "./trying";
import type { Counter, TryAnswer } from "./wire";

const CALM_MS = 250;

const started = signal<TryForm | null>(null);
export const tryForm = computed<TryForm | null>(() => {
  const known = prices.value;
  if (started.value !== null || known === null) return started.value;
  const lunch = known.words.meal_periods.find((meal) => meal.code === "lunch") ?? known.words.meal_periods[0];
  return newTryForm(known.today, lunch?.code ?? "lunch", known.site.area);
});
export const tried = signal<{ of: string; answer: TryAnswer } | null>(null);
export const refusal = signal<Error | null>(null);
export const counters = signal<Counter[]>([]);

export function changeTry(change: Partial<TryForm>): void {
  const present = tryForm.peek();
  if (present !== null) started.value = { ...present, ...change };
}

/** What is asked, as text; empty while something is missing or the draft has faults. */
export const asked = computed(() => {
  const form = tryForm.value;
  const trial = form === null ? null : writeTrial(form, counters.value);
  if (trial === null) return "";
  if (choice.value !== "draft") return JSON.stringify({ ...trial, version: choice.value });
  const scheme = written.value?.scheme;
  return scheme === undefined || faults.value.size > 0 ? "" : JSON.stringify({ ...trial, scheme });
});

async function ask(body: string): Promise<void> {
  try {
    const answer = await post<TryAnswer>("/api/prices/try", JSON.parse(body) as unknown);
    if (asked.peek() !== body) return;
    batch(() => {
      tried.value = { of: body, answer };
      refusal.value = null;
      const found = allCounters(answer.chosen.counters, answer.in_force?.counters ?? []);
      if (JSON.stringify(found) !== JSON.stringify(counters.peek())) counters.value = found;
      // What was typed is sent with what the books say beside it: the question may have changed with it.
      tried.value = { of: asked.peek(), answer };
    });
  } catch (fault) {
    if (!(fault instanceof Refusal || fault instanceof NoVerdict)) throw fault;
    if (asked.peek() === body) refusal.value = fault;
  }
}

export function connectTrials(): void {
  effect(() => {
    const body = asked.value;
    if (tab.value !== "try" || body === "" || tried.peek()?.of === body) return;
    const waiting = setTimeout(() => void ask(body), tried.peek() === null ? 0 : CALM_MS);
    return () => clearTimeout(waiting);
  });
}
