// When another menu takes the place of the one on the screen. Pure.

import type { Menu } from "../common/wire";

/** Whether the next meal of the same day comes: who was in the queue before it still buys what was on the screen. */
export function isNextMeal(before: Menu | null, after: Menu | null): boolean {
  return before !== null && after !== null && before.date === after.date && before.period !== after.period;
}
