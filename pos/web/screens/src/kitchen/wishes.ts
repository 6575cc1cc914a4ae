// What the kitchen asked for and the server has not yet taken. Pure.
//
// A tap with wet hands is never lost: each wish is an absolute value, kept until the server took or refused
// it, so that repeating one is harmless. A newer wish for the same thing replaces the older one.

import type { KitchenItem } from "./wire";

export type Wish =
  | { kind: "planned"; item: number; planned_portions: number | null }
  | { kind: "sold_out"; item: number; is_sold_out: boolean }
  | { kind: "remove"; item: number }
  | { kind: "add"; period: string; dish_code: string; planned_portions: number | null }
  | { kind: "copy"; period: string };

export interface Pending {
  key: string;
  wish: Wish;
  /** Under which the server does it once, however often it is sent. */
  id: string;
  /** Tells a wish from the newer one that replaced it while it was under way. */
  serial: number;
  made_at: number;
  /** Not to be sent before: the time in which a removal can be taken back. */
  due_at: number;
  /** Not to be tried again before, after a try without an answer. */
  retry_at: number;
}

export type Queue = readonly Pending[];

/** Yesterday's wishes are about yesterday's menu. */
export const FORGOTTEN_AFTER_MS = 4 * 3_600_000;

export function keyOf(wish: Wish): string {
  switch (wish.kind) {
    case "copy":
      return `copy ${wish.period}`;
    case "add":
      return `add ${wish.period} ${wish.dish_code}`;
    default:
      return `${wish.kind} ${wish.item}`;
  }
}

export function withWish(queue: Queue, wish: Wish, id: string, at: number, delay_ms = 0): Queue {
  const key = keyOf(wish);
  const serial = queue.reduce((last, pending) => Math.max(last, pending.serial), 0) + 1;
  const pending = { key, wish, id, serial, made_at: at, due_at: at + delay_ms, retry_at: at };
  return [...queue.filter((one) => one.key !== key), pending];
}

/** The wish was taken or refused: forget it, unless a newer one took its place meanwhile. */
export function settled(queue: Queue, serial: number): Queue {
  return queue.filter((pending) => pending.serial !== serial);
}

export function withdrawn(queue: Queue, key: string): Queue {
  return queue.filter((pending) => pending.key !== key);
}

/** No answer came: the wish stays, and lets the others go first for a while. */
export function postponed(queue: Queue, serial: number, retry_at: number): Queue {
  return queue.map((pending) => (pending.serial === serial ? { ...pending, retry_at } : pending));
}

export function nextDue(queue: Queue, at: number): Pending | null {
  return queue.find((pending) => pending.due_at <= at && pending.retry_at <= at) ?? null;
}

export interface ShownItem extends KitchenItem {
  isPending: boolean;
  /** The moment at which it leaves the menu, while that can be taken back. */
  leaves_at: number | null;
}

/** The items as the kitchen wants them, with a mark on what the server has not confirmed. */
export function shownItems(items: readonly KitchenItem[], queue: Queue): ShownItem[] {
  return items.map((item) => {
    let shown: ShownItem = { ...item, isPending: false, leaves_at: null };
    for (const { wish, due_at } of queue) shown = overlaid(shown, wish, due_at);
    return shown;
  });
}

function overlaid(shown: ShownItem, wish: Wish, due_at: number): ShownItem {
  if (!("item" in wish) || wish.item !== shown.id) return shown;
  switch (wish.kind) {
    case "planned": {
      const { planned_portions } = wish;
      const left = planned_portions === null ? null : Math.max(0, planned_portions - shown.sold_portions);
      return { ...shown, planned_portions, portions_left: left, isPending: true };
    }
    case "sold_out":
      return { ...shown, is_sold_out: wish.is_sold_out, isPending: true };
    case "remove":
      return { ...shown, leaves_at: due_at, isPending: true };
  }
}

/** The next planned number after a step; what was sold already cannot be unplanned. */
export function stepped(item: KitchenItem, step: number): number {
  const from = item.planned_portions ?? item.sold_portions;
  return Math.max(from + step, item.sold_portions);
}

export function fromText(text: string | null, at: number): Queue {
  if (text === null) return [];
  try {
    const queue = JSON.parse(text) as Pending[];
    return Array.isArray(queue) ? queue.filter((one) => at - one.made_at < FORGOTTEN_AFTER_MS) : [];
  } catch {
    return [];
  }
}
