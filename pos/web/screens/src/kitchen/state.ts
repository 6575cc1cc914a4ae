// Everything the kitchen's screen knows, and what the kitchen can ask for.

import { batch, computed, effect, signal } from "@preact/signals";
import { get, post } from "../common/api";
import { findDishes } from "../common/pinyin";
import { type Connection, listen } from "../common/sse";
import { newId } from "../common/uuid";
import { makeSender } from "./sender";
import type { Dish, KitchenItem, KitchenMenu } from "./wire";
import { fromText, keyOf, shownItems, type Wish } from "./wishes";

const KEPT = "canteen.kitchen.wishes";
const PUMP_MS = 500;
/** How long a removal can be taken back. */
export const UNDO_MS = 6_000;

/** The meal that was chosen here; null follows the time of day, as the server sees it. */
export const chosen = signal<string | null>(null);
export const menu = signal<KitchenMenu | null>(null);
export const period = computed(() => chosen.value ?? menu.value?.period ?? "");
/** The menu of the meal that is shown; another meal's menu must not be taken for it while it loads. */
export const shownMenu = computed(() => (menu.value?.period === period.value ? menu.value : null));
export const refusal = signal<Error | null>(null);
export const typed = signal("");
export const isSearching = signal(false);
export const category = signal<string | null>(null);
export const now = signal(Date.now());

export type OpenSheet = { kind: "planned"; item: number } | { kind: "add"; dish: Dish };
export const sheet = signal<OpenSheet | null>(null);

const connection = signal<Connection | null>(null);
export const reach = computed(() => connection.value?.reach.value ?? "joining");

const sender = makeSender(fromText(localStorage.getItem(KEPT), Date.now()), {
  send,
  newId,
  now: Date.now,
  onRefused: (refused) => {
    refusal.value = refused;
  },
  onSilence: () => connection.peek()?.suspect(),
});

export const queue = sender.queue;
export const items = computed(() => shownItems(shownMenu.value?.items ?? [], queue.value));

export const sections = computed(() =>
  (menu.value?.categories ?? [])
    .map((one) => ({ category: one, items: items.value.filter((item) => item.category === one.code) }))
    .filter((section) => section.items.length > 0),
);

export const shownSections = computed(() =>
  sections.value.filter((section) => category.value === null || section.category.code === category.value),
);

const adding = computed(
  () =>
    new Set(
      queue.value.flatMap(({ wish }) => (wish.kind === "add" ? [`${wish.period} ${wish.dish_code}`] : [])),
    ),
);

/** Where a dish of the library stands with the menu that is shown. */
export function standing(dish: Dish): "on_menu" | "adding" | null {
  if (items.value.some((item) => item.dish_code === dish.code)) return "on_menu";
  return adding.value.has(`${period.value} ${dish.code}`) ? "adding" : null;
}

export const library = computed(() => {
  const dishes = menu.value?.dishes ?? [];
  if (typed.value !== "") return findDishes(typed.value, dishes);
  return category.value === null ? dishes : dishes.filter((dish) => dish.category === category.value);
});

export function ask(wish: Wish): void {
  batch(() => {
    refusal.value = null;
    sender.wish(wish, wish.kind === "remove" ? UNDO_MS : 0);
  });
}

export function takeBack(wish: Wish): void {
  sender.withdraw(keyOf(wish));
}

async function send(wish: Wish, key: string): Promise<void> {
  const path = "/api/kitchen/menu";
  switch (wish.kind) {
    case "planned":
      return takeItem(
        await post(
          `${path}/items/${wish.item}/planned`,
          { planned_portions: wish.planned_portions },
          { key },
        ),
      );
    case "sold_out":
      return takeItem(
        await post(`${path}/items/${wish.item}/sold-out`, { is_sold_out: wish.is_sold_out }, { key }),
      );
    case "remove":
      await post(`${path}/items/${wish.item}/remove`, {}, { key });
      return dropItem(wish.item);
    case "add": {
      const item = await post<KitchenItem>(
        `${path}/items`,
        {
          period: wish.period,
          dish_code: wish.dish_code,
          planned_portions: wish.planned_portions,
        },
        { key },
      );
      return wish.period === period.peek() ? takeItem(item) : undefined;
    }
    case "copy":
      await post(`${path}/copy`, { period: wish.period }, { key });
      // The event brings the whole menu; without a stream the poll does.
      connection.peek()?.suspect();
  }
}

/** The answer is shown at once, so that nothing flickers until the event says the same. */
function takeItem(item: KitchenItem): void {
  const known = menu.peek();
  if (known === null) return;
  const isKnown = known.items.some((one) => one.id === item.id);
  const changed = isKnown
    ? known.items.map((one) => (one.id === item.id ? item : one))
    : [...known.items, item];
  menu.value = { ...known, items: changed };
}

function dropItem(id: number): void {
  const known = menu.peek();
  if (known !== null) menu.value = { ...known, items: known.items.filter((item) => item.id !== id) };
}

function takeMenu(told: KitchenMenu): void {
  const wanted = chosen.peek();
  if (wanted === null || told.period === wanted) menu.value = told;
}

export function showPeriod(code: string): void {
  batch(() => {
    chosen.value = code;
    category.value = null;
  });
}

function connectTo(code: string | null): Connection {
  const query = code === null ? "" : `?period=${encodeURIComponent(code)}`;
  return listen({
    path: `/api/kitchen/events${query}`,
    events: { menu: takeMenu },
    poll: async () => {
      const told = await get<KitchenMenu>(`/api/kitchen/menu${query}`);
      return () => takeMenu(told);
    },
  });
}

export function connect(): void {
  effect(() => {
    const opened = connectTo(chosen.value);
    connection.value = opened;
    return () => opened.close();
  });
  effect(() => localStorage.setItem(KEPT, JSON.stringify(queue.value)));
  setInterval(() => {
    now.value = Date.now();
    void sender.pump();
  }, PUMP_MS);
}
