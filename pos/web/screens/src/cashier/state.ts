// Everything the cashier's screen knows, as signals. What follows from it is computed, never stored.

import { computed, signal } from "@preact/signals";
import type { Refusal } from "../common/api";
import { newId } from "../common/uuid";
import type { Card, Devices, Hold, MealPeriod, Menu, Named, OpenPayments, Order, Shift } from "../common/wire";
import { fromText } from "./keep";
import { findTrouble, newTicket, type Ticket, type Trouble } from "./ticket";
import type { CashierWord } from "./words";

export const till = document.getElementById("app")?.dataset["till"] ?? "";
export const KEPT = `canteen.ticket.${till}`;
export const kept = fromText(sessionStorage.getItem(KEPT));

export const isJoined = signal(false);
export const site = signal<Named | null>(null);
export const tillName = signal<Named | null>(null);
/** A card reader that types like a keyboard stands here. */
export const hasKeyboardReader = signal(false);
export const shift = signal<Shift | null>(null);
export const mealPeriod = signal<MealPeriod | null>(null);
export const menu = signal<Menu | null>(null);
export const card = signal<Card | null>(null);
export const devices = signal<Devices>({ reader: "ok", printer: "ok" });

/** What the tills of the site have put aside today. */
export const holds = signal<Hold[]>([]);

export const ticket = signal<Ticket>(kept?.ticket ?? newTicket(newId()));
/** A member's card lay there since this ticket began: its absence is worth an amber sign. */
export const hadCard = signal(false);

/** A ticket begins: whether a card lies there already. */
export function noteCard(): void {
  hadCard.value = card.peek()?.state === "ready";
}

export const lastOrder = signal<Order | null>(null);

export type Notice = { kind: "refusal"; refusal: Refusal } | { kind: "word"; word: CashierWord };
export const notice = signal<Notice | null>(null);

/** Payments by others of the whole site that need a person, and who takes them here. */
export const open = signal<OpenPayments>({ payments: [], providers: ["manual"] });

export type OpenSheet =
  /** In cash: all of it, or what the card's wallet lacks. */
  | { kind: "cash"; isRest: boolean }
  | { kind: "split" }
  | { kind: "payments" }
  | { kind: "shift" }
  | { kind: "hold" }
  | { kind: "holds" }
  | { kind: "orders" }
  | { kind: "why"; menu_item_id: number }
  | { kind: "top-up"; code: string; name: string; isHidden: boolean };
export const sheet = signal<OpenSheet | null>(null);
export const times = signal(1);
export const typed = signal("");
export const isSearching = signal(false);

/** Those that somebody may go on with: not the one in hand. */
export const waitingHolds = computed(() =>
  holds.value.filter((hold) => hold.id !== ticket.value.hold?.id),
);

export const itemsById = computed(() => new Map(menu.value?.items.map((item) => [item.id, item])));

export const quantities = computed(
  () => new Map(ticket.value.lines.map((line) => [line.menu_item_id, line.quantity])),
);

export const troubles = computed(() => {
  const found = new Map<number, Trouble>();
  // Before the first snapshot nothing is known of any dish.
  if (menu.value === null) return found;
  for (const line of ticket.value.lines) {
    const reserved = ticket.value.hold?.reserved[line.menu_item_id] ?? 0;
    const trouble = findTrouble(line, itemsById.value.get(line.menu_item_id), reserved);
    if (trouble !== null) found.set(line.menu_item_id, trouble);
  }
  return found;
});
