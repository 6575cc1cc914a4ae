// For screens without a stream of their own: ask again and again, and say when nobody answers.

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Reach } from "./stream";

const EVERY_MS = 1_500;

export interface Repeated<T> {
  value: ReadonlySignal<T | null>;
  reach: ReadonlySignal<Reach>;
  /** Ask now: something was just changed from here. */
  refresh: () => Promise<void>;
}

export function askRepeatedly<T>(ask: () => Promise<T>): Repeated<T> {
  const value = signal<T | null>(null);
  const reach = signal<Reach>("joining");
  let asked = 0;

  async function refresh(): Promise<void> {
    asked += 1;
    const mine = asked;
    try {
      const answer = await ask();
      reach.value = "live";
      // An answer that was overtaken by a newer ask may be from before a change.
      if (mine === asked) value.value = answer;
    } catch {
      reach.value = "away";
    }
  }

  void refresh();
  setInterval(() => {
    if (document.visibilityState === "visible") void refresh();
  }, EVERY_MS);
  return { value, reach, refresh };
}
