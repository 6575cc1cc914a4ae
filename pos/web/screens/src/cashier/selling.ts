// From a tapped dish to a paid order: what the cashier can do, and what follows from it.

import { batch, computed, effect } from "@preact/signals";
import { get, post, Refusal } from "../common/api";
import { soundPaid, soundRefused } from "../common/sound";
import { newId } from "../common/uuid";
import type { MenuItem, Order, OrderRequest, QuoteAnswer, Tender } from "../common/wire";
import { isAway, suspect } from "./connection";
import { findGate, pricedPresentation, takesCash } from "./gate";
import { toText } from "./keep";
import { makePayer } from "./payer";
import { makeQuoter } from "./quoter";
import { isCurrent } from "./quoting";
import { giveUp } from "./holding";
import { soldOutPortions } from "./portions";
import { tellRemoved } from "./removed";
import * as state from "./state";
import { addDish, changeQuantity, newTicket, removeLine, type Ticket, wantedLines } from "./ticket";

const PAUSE_MS = 1_000;
/** Longer than the server's 8 s for the card, so that a slow card is not taken for a lost answer. */
const PAYMENT_TIMEOUT_MS = 12_000;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

export const presentation = computed(() => pricedPresentation(state.card.value));
const priced = computed(() => wantedLines(state.ticket.value, state.menu.value));

/**
 * All that a price and what it leaves in the wallet depend on. Portions are not in it: other tills' sales
 * must not dim this one's total.
 */
const priceKey = computed(() => {
  const prices = priced.value.map((line) => state.itemsById.value.get(line.menu_item_id)?.price_fen);
  const balance_fen = state.card.value?.member?.balance_fen;
  return JSON.stringify([presentation.value, balance_fen, priced.value, prices, state.ticket.value.hold?.id]);
});

const heldId = (): string | null => state.ticket.peek().hold?.id ?? null;

const payer = makePayer({
  post: (request) => post<Order>("/api/orders", request, { timeout_ms: PAYMENT_TIMEOUT_MS }),
  ask: (id) => get<Order>(`/api/orders/${id}`),
  now: Date.now,
  pause,
  onSold: finishTicket,
  onRefused: tellRefusal,
  onNotSold: () => {
    state.notice.value = { kind: "word", word: "not_sold" };
  },
  onSilence: suspect,
});

const quoter = makeQuoter({
  send: (request) => post<QuoteAnswer>("/api/quotes", request),
  tray: () =>
    priced.peek().length === 0 || payer.paying.peek().state !== "open"
      ? null
      : {
          till: state.till,
          presentation: presentation.peek(),
          lines: priced.peek(),
          hold: heldId(),
        },
  pause,
  onRefused: (refusal) => {
    // The card's own event says the same; if that was lost, the whole state is asked for.
    if (refusal.code === "card_removed") suspect();
    else state.notice.value = { kind: "refusal", refusal };
  },
  onSilence: suspect,
});

export const paying = payer.paying;
export const quote = computed(() => quoter.quoting.value.answer?.quote ?? null);
export const answer = computed(() => quoter.quoting.value.answer);
export const wallet = computed(() => quoter.quoting.value.answer?.wallet ?? null);
export const isPriced = computed(() => isCurrent(quoter.quoting.value, presentation.value));
export const isFrozen = computed(() => paying.value.state !== "open");

export const gate = computed(() =>
  findGate({
    paying: paying.value,
    isJoined: state.isJoined.value,
    hasShift: state.shift.value !== null,
    isAway: isAway.value,
    hasLines: state.ticket.value.lines.length > 0,
    hasTrouble: state.troubles.value.size > 0,
    price: isPriced.value ? quoter.quoting.value.answer : null,
    reader: state.devices.value.reader,
    card: state.card.value,
  }),
);

export const mayTakeCash = computed(() => takesCash(gate.value));

// A frozen ticket is not priced again; once it is open again its price may have changed.
effect(() => {
  if (isFrozen.value) return;
  void priceKey.value;
  if (priced.peek().length > 0) quoter.requote();
  else quoter.forget();
});

effect(() => {
  sessionStorage.setItem(state.KEPT, toText({ ticket: state.ticket.value, paying: paying.value }));
});

function change(next: Ticket): void {
  if (isFrozen.peek()) return;
  batch(() => {
    state.ticket.value = next;
    state.lastOrder.value = null;
    state.notice.value = null;
  });
}

export function tapDish(item: MenuItem): void {
  batch(() => {
    change(addDish(state.ticket.peek(), item, state.times.peek()));
    state.times.value = 1;
    state.typed.value = "";
    state.isSearching.value = false;
  });
}

export function changeLine(menu_item_id: number, by: number): void {
  const line = state.ticket.peek().lines.find((each) => each.menu_item_id === menu_item_id);
  if (line !== undefined && line.quantity + by <= 0) return dropLine(menu_item_id);
  change(changeQuantity(state.ticket.peek(), menu_item_id, by));
}

export function dropLine(menu_item_id: number): void {
  if (isFrozen.peek()) return;
  const before = state.ticket.peek();
  tellRemoved("line_removed", before.id, before.lines.filter((each) => each.menu_item_id === menu_item_id));
  change(removeLine(before, menu_item_id));
}

/** A held ticket that is cleared is given up, and its portions are everybody's again. */
export function clearTicket(): void {
  if (isFrozen.peek()) return;
  const { id, lines, hold } = state.ticket.peek();
  tellRemoved("ticket_cleared", id, lines);
  if (hold !== undefined) giveUp(hold.id);
  beginTicket(newTicket(newId()));
}

/** Put another ticket in the place of the present one. */
export function beginTicket(next: Ticket): void {
  change(next);
  state.noteCard();
}

/** The tray as it is priced now, to be planned or charged under the ticket's id; null where it has no price. */
export function pricedTray(): (Omit<OrderRequest, "id" | "tenders"> & { order: string }) | null {
  const total_fen = quote.peek()?.total_fen;
  if (total_fen === undefined || !mayTakeCash.peek()) return null;
  const order = state.ticket.peek().id;
  return { order, till: state.till, presentation: presentation.peek(), lines: priced.peek(), total_fen, hold: heldId() };
}

/** Sell the ticket for the total that is on the screen. */
export function pay(tenders: Tender[]): void {
  const total_fen = quote.peek()?.total_fen;
  const isByCardAlone = tenders.every((tender) => tender.kind === "wallet");
  const isAllowed = isByCardAlone ? gate.peek().state === "ready" : mayTakeCash.peek();
  if (!isAllowed || total_fen === undefined) return;
  batch(() => {
    state.notice.value = null;
    state.sheet.value = null;
    void payer.pay({
      id: state.ticket.peek().id,
      till: state.till,
      presentation: presentation.peek(),
      lines: priced.peek(),
      total_fen,
      tenders,
      hold: heldId(),
    });
  });
}

/** Show whose number a reader typed; the card's own event brings it. */
export function showTyped(number: string): void {
  const path = `/api/tills/${encodeURIComponent(state.till)}/typed-card`;
  post<object>(path, { typed: number }).catch((fault: unknown) => {
    if (fault instanceof Refusal) tellRefusal(fault);
    else suspect();
  });
}

export function resumePayment(): void {
  if (state.kept !== null) void payer.resume(state.kept.paying);
}

function finishTicket(order: Order): void {
  soundPaid();
  batch(() => {
    state.ticket.value = newTicket(newId());
    state.lastOrder.value = order;
    state.noteCard();
    state.notice.value = null;
    showNewBalance(order);
  });
}

/** The card's own event brings the same figure a moment later. */
function showNewBalance(order: Order): void {
  const card = state.card.peek();
  if (card === null || card.member === null || order.balance_after_fen === null) return;
  if (card.card_tail !== order.card_tail) return;
  state.card.value = { ...card, member: { ...card.member, balance_fen: order.balance_after_fen } };
}

function tellRefusal(refusal: Refusal): void {
  soundRefused();
  batch(() => {
    state.notice.value = { kind: "refusal", refusal };
    if (refusal.code === "shift_closed") state.shift.value = null;
    if (state.menu.value !== null) state.menu.value = soldOutPortions(state.menu.value, refusal);
  });
}
