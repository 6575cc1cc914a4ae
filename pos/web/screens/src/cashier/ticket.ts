// What is on the tray, by dish and quantity. Pure, and without a single amount: prices are the server's.

import type { Hold, HoldChange, Menu, MenuItem, Text, WantedLine } from "../common/wire";

export const MOST_OF_A_DISH = 99;

/** A line remembers its dish's name, so that it can still be shown when the dish leaves the menu. */
export interface TicketLine extends WantedLine {
  dish_code: string;
  name: Text;
  category: string;
}

/** What is known of a held ticket while the till goes on with it. */
export interface HeldTicket {
  id: string;
  note: string;
  /** Whose ticket it is: the card has to lie there again to pay. */
  member: string | null;
  /** Portions that are kept for it, by the item's id. */
  reserved: Record<number, number>;
  changes: HoldChange[];
}

/** `id` becomes the order's id: one per ticket, so that no ticket can be paid twice. */
export interface Ticket {
  /** The held ticket that it goes on from. */
  hold?: HeldTicket;
  id: string;
  lines: readonly TicketLine[];
  touched: number | null;
}

export type Trouble = { kind: "gone" } | { kind: "sold_out" } | { kind: "too_few"; left: number };

export function newTicket(id: string): Ticket {
  return { id, lines: [], touched: null };
}

/** Go on with a held ticket, under an order's id of its own. */
export function resumedTicket(id: string, hold: Hold, changes: HoldChange[], menu: Menu | null): Ticket {
  const items = new Map(menu?.items.map((item) => [item.id, item]));
  const reserved: Record<number, number> = {};
  for (const { menu_item_id, quantity } of hold.is_reserved ? hold.lines : [])
    reserved[menu_item_id] = (reserved[menu_item_id] ?? 0) + quantity;
  return {
    id,
    hold: { id: hold.id, note: hold.note, member: hold.member?.name ?? null, reserved, changes },
    lines: hold.lines.map(({ menu_item_id, dish_code, name, quantity }) => ({
      menu_item_id,
      quantity,
      dish_code,
      name,
      category: items.get(menu_item_id)?.category ?? "",
    })),
    touched: null,
  };
}

export function addDish(ticket: Ticket, item: MenuItem, quantity: number): Ticket {
  const has = ticket.lines.some((line) => line.menu_item_id === item.id);
  if (has) return changeQuantity(ticket, item.id, quantity);
  const { id, dish_code, name, category } = item;
  const line = { menu_item_id: id, quantity, dish_code, name, category };
  return { ...ticket, lines: [...ticket.lines, line], touched: id };
}

/** Add to a line's quantity; a line that comes to nothing goes. */
export function changeQuantity(ticket: Ticket, menu_item_id: number, change: number): Ticket {
  const lines = ticket.lines
    .map((line) =>
      line.menu_item_id === menu_item_id
        ? { ...line, quantity: Math.min(line.quantity + change, MOST_OF_A_DISH) }
        : line,
    )
    .filter((line) => line.quantity > 0);
  return { ...ticket, lines, touched: menu_item_id };
}

export function removeLine(ticket: Ticket, menu_item_id: number): Ticket {
  return {
    ...ticket,
    lines: ticket.lines.filter((line) => line.menu_item_id !== menu_item_id),
    touched: null,
  };
}

export function countPortions(ticket: Ticket): number {
  return ticket.lines.reduce((count, line) => count + line.quantity, 0);
}

/** Why a line cannot be sold now, or null. */
export function findTrouble(
  line: WantedLine,
  item: MenuItem | undefined,
  reserved = 0,
): Trouble | null {
  if (item === undefined) return { kind: "gone" };
  const left = item.portions_left === null ? null : item.portions_left + reserved;
  // A dish that is out for others is there for the ticket that it is kept for.
  if (left === 0 || (item.is_sold_out && !(reserved > 0 && item.portions_left === 0)))
    return { kind: "sold_out" };
  if (left !== null && left < line.quantity) return { kind: "too_few", left };
  return null;
}

/** The lines as the server asks for them; those that left the menu cannot be priced. */
export function wantedLines(ticket: Ticket, menu: Menu | null): WantedLine[] {
  const onMenu = new Set(menu?.items.map((item) => item.id));
  return ticket.lines
    .filter((line) => onMenu.has(line.menu_item_id))
    .map(({ menu_item_id, quantity }) => ({ menu_item_id, quantity }));
}
