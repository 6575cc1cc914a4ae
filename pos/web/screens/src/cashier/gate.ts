// What the pay button may do now, and if nothing: why. Pure; the first reason in this order wins.

import type { Barred, Card, QuoteAnswer, ReaderState } from "../common/wire";
import type { Paying } from "./paying";

export interface Situation {
  paying: Paying;
  /** The server has told the whole state at least once. */
  isJoined: boolean;
  hasShift: boolean;
  isAway: boolean;
  hasLines: boolean;
  hasTrouble: boolean;
  /** The price that may be paid: null unless it is current for this tray and this card. */
  price: QuoteAnswer | null;
  reader: ReaderState;
  card: Card | null;
}

export type Gate =
  | { state: "pending" | "checking" }
  | { state: "joining" | "no_shift" | "empty" | "away" | "trouble" | "quoting" }
  | { state: "barred"; barred: Barred[] }
  | { state: "no_card" | "reader_trouble" | "reading" | "card_problem" | "names_only" }
  | { state: "too_low"; short_fen: number; part_fen: number }
  | { state: "ready"; total_fen: number; after_fen: number | null };

export function findGate(situation: Situation): Gate {
  const { paying, price } = situation;
  if (paying.state !== "open") return { state: paying.state };
  if (!situation.isJoined) return { state: "joining" };
  if (!situation.hasShift) return { state: "no_shift" };
  if (!situation.hasLines) return { state: "empty" };
  if (situation.isAway) return { state: "away" };
  if (situation.hasTrouble) return { state: "trouble" };
  if (price === null) return { state: "quoting" };
  // Neither by card nor in cash: another card may change it.
  if (price.quote.barred.length > 0) return { state: "barred", barred: price.quote.barred };
  return findCardGate(situation, price);
}

function findCardGate({ reader, card }: Situation, { quote, wallet }: QuoteAnswer): Gate {
  if (reader !== "ok") return { state: "reader_trouble" };
  if (card === null) return { state: "no_card" };
  if (card.state === "reading") return { state: "reading" };
  if (card.state === "ready" && !card.may_pay) return { state: "names_only" };
  if (card.state === "problem" || wallet === null) return { state: "card_problem" };
  if (wallet.shortfall_fen > 0) {
    return { state: "too_low", short_fen: wallet.shortfall_fen, part_fen: wallet.part_fen };
  }
  return { state: "ready", total_fen: quote.total_fen, after_fen: wallet.balance_after_fen };
}

const CASH_GATES = new Set<Gate["state"]>([
  "no_card",
  "reader_trouble",
  "reading",
  "card_problem",
  "names_only",
  "too_low",
  "ready",
]);

/** Whether the tray may be paid in cash: whenever its price is certain, whatever the card does. */
export function takesCash(gate: Gate): boolean {
  return CASH_GATES.has(gate.state);
}

/** The card whose member is priced for: only one that was read in full and may pay. */
export function pricedPresentation(card: Card | null): string | null {
  return card?.state === "ready" && card.may_pay ? card.presentation : null;
}
