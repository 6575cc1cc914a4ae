import { describe, expect, it } from "vitest";
import { findGate, pricedPresentation, type Situation, takesCash } from "../../src/cashier/gate";
import { begun, open } from "../../src/cashier/paying";
import type { Card, QuoteAnswer } from "../../src/common/wire";
import { quoteOf, requestOf } from "./menu";

const card: Card = {
  presentation: "p1",
  card_tail: "0318",
  state: "ready",
  member: { id: 7, code: "M0007", name: "王秀英", age: 78, tier: null, balance_fen: 20_00 },
  may_pay: true,
  problem: null,
};

const fine: Situation = {
  paying: open,
  isJoined: true,
  hasShift: true,
  isAway: false,
  hasLines: true,
  hasTrouble: false,
  price: price(2_35, 0),
  reader: "ok",
  card,
};

function gate(change: Partial<Situation>) {
  return findGate({ ...fine, ...change });
}

/** A current price, and what the server says of the wallet. */
function price(balance_after_fen: number, shortfall_fen: number): QuoteAnswer {
  const wallet = { balance_fen: 20_00, balance_after_fen, shortfall_fen, part_fen: 20_00, cash_fen: shortfall_fen };
  return { seq: 1, presentation: "p1", quote: quoteOf(17_65), cash_fen: 16_00, wallet };
}

describe("the card may be charged", () => {
  it("when nothing speaks against it, with the server's figures", () => {
    expect(gate({})).toEqual({ state: "ready", total_fen: 17_65, after_fen: 2_35 });
  });

  it("down to an empty wallet, but not one fen further", () => {
    expect(gate({ price: price(0, 0) })).toMatchObject({ state: "ready", after_fen: 0 });
    expect(gate({ price: price(0, 1) })).toEqual({ state: "too_low", short_fen: 1, part_fen: 20_00 });
  });
});

describe("the card may not be charged", () => {
  it.each([
    ["while a payment is under way", { paying: begun(requestOf("o1"), 0) }, "pending"],
    ["before the server has told anything", { isJoined: false }, "joining"],
    ["without a shift", { hasShift: false }, "no_shift"],
    ["for an empty tray", { hasLines: false }, "empty"],
    ["while the network is away", { isAway: true }, "away"],
    ["with a line that cannot be sold", { hasTrouble: true }, "trouble"],
    ["without a current price", { price: null }, "quoting"],
    ["without a card", { card: null }, "no_card"],
    [
      "while the card is being read",
      { card: { ...card, state: "reading" as const, member: null } },
      "reading",
    ],
    [
      "with a card that has a problem",
      { card: { ...card, state: "problem" as const, member: null } },
      "card_problem",
    ],
    ["with a card that only names its owner", { card: { ...card, may_pay: false } }, "names_only"],
    ["with a reader that is offline", { reader: "offline" as const }, "reader_trouble"],
    ["with a reader whose news are stale", { reader: "stale" as const }, "reader_trouble"],
  ] satisfies [string, Partial<Situation>, string][])("%s", (_, change, state) => {
    expect(gate(change).state).toBe(state);
  });
});

describe("what a rule of access bars", () => {
  const rule = { zh: "长者专时", en: "Seniors first" };
  const barred = [{ rule: "first_hour", name: rule, reason: rule, menu_item_ids: [1] }];
  const forCard = price(2_35, 0);
  const price_barred = { ...forCard, quote: { ...forCard.quote, barred } };

  it("is sold neither by card nor in cash, with or without a card", () => {
    for (const lying of [card, null]) {
      const found = gate({ price: price_barred, card: lying });
      expect(found).toEqual({ state: "barred", barred });
      expect(takesCash(found)).toBe(false);
    }
  });
});

describe("cash may be taken", () => {
  it.each([
    ["without a card", { card: null }],
    ["with a card that has a problem", { card: { ...card, state: "problem" as const } }],
    ["with too low a balance", { price: price(0, 17_65) }],
    ["without a reader", { reader: "offline" as const }],
  ] satisfies [string, Partial<Situation>][])("%s", (_, change) => {
    expect(takesCash(gate(change))).toBe(true);
  });

  it.each([
    ["without a current price", { price: null }],
    ["while the network is away", { isAway: true }],
    ["with a line that cannot be sold", { hasTrouble: true }],
    ["while a payment is under way", { paying: begun(requestOf("o1"), 0) }],
    ["without a shift", { hasShift: false }],
  ] satisfies [string, Partial<Situation>][])("but not %s", (_, change) => {
    expect(takesCash(gate(change))).toBe(false);
  });
});

describe("a tray is priced for", () => {
  it("the member whose card was read in full, and nobody else", () => {
    expect(pricedPresentation(card)).toBe("p1");
    expect(pricedPresentation({ ...card, state: "reading" })).toBeNull();
    expect(pricedPresentation({ ...card, state: "problem" })).toBeNull();
    expect(pricedPresentation({ ...card, may_pay: false })).toBeNull();
    expect(pricedPresentation(null)).toBeNull();
  });
});
