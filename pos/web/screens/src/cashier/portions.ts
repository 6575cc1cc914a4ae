// How many portions are left, as events and refusals tell. Pure.

import type { Refusal } from "../common/api";
import type { Menu, Portions } from "../common/wire";

/** The menu with portions as told; unknown dishes are left alone. */
export function withPortions(menu: Menu, portions: Portions["items"]): Menu {
  const told = new Map(portions.map((item) => [item.id, item]));
  return { ...menu, items: menu.items.map((item) => ({ ...item, ...told.get(item.id) })) };
}

/** The menu after a sale was refused for want of portions: the lines are flagged even if no event came. */
export function soldOutPortions(menu: Menu, refusal: Refusal): Menu {
  const dishes = refusal.extra["dishes"];
  if (refusal.code !== "sold_out" || !Array.isArray(dishes)) return menu;
  const portions = (dishes as { menu_item_id: number; portions_left: number | null }[]).map((dish) => ({
    id: dish.menu_item_id,
    portions_left: dish.portions_left,
    is_sold_out: dish.portions_left === null || dish.portions_left <= 0,
  }));
  return withPortions(menu, portions);
}
