// Finding a dish by a few letters or characters. Rule: prefix > inside > letters in order.

import type { Text } from "./wire";

export interface Findable {
  name: Text;
  pinyin: string[];
}

const PREFIX = 0;
const INSIDE = 1;
const IN_ORDER = 2;
const NOT = 3;

function hasInOrder(letters: string, text: string): boolean {
  let from = 0;
  for (const letter of letters) {
    const at = text.indexOf(letter, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}

function rankIn(typed: string, text: string): number {
  const at = text.indexOf(typed);
  if (at === 0) return PREFIX;
  return at > 0 ? INSIDE : NOT;
}

function rank(typed: string, dish: Findable): number {
  const texts = [...dish.pinyin, dish.name.zh, dish.name.en].map((text) => text.toLowerCase());
  const best = Math.min(...texts.map((text) => rankIn(typed, text)));
  if (best < NOT) return best;
  return dish.pinyin.some((spelling) => hasInOrder(typed, spelling.toLowerCase())) ? IN_ORDER : NOT;
}

/** Dishes that match, best first; the menu's order decides between equals. Nothing typed finds nothing. */
export function findDishes<D extends Findable>(typed: string, dishes: readonly D[]): D[] {
  const wanted = typed.trim().toLowerCase().replace(/\s+/g, " ");
  if (wanted === "") return [];
  return dishes
    .map((dish) => ({ dish, rank: rank(wanted, dish) }))
    .filter((found) => found.rank < NOT)
    .sort((one, other) => one.rank - other.rank)
    .map((found) => found.dish);
}
