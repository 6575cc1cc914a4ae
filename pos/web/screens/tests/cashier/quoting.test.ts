import { describe, expect, it } from "vitest";
import {
  answered,
  changed,
  forgotten,
  isCurrent,
  isWanted,
  newQuoting,
  refused,
  sent,
  unanswered,
} from "../../src/cashier/quoting";
import { quoteOf } from "./menu";

function answer(seq: number, presentation: string | null = null) {
  return { seq, presentation, quote: quoteOf(seq), wallet: null, cash_fen: 16_00 };
}

const asked = sent(changed(newQuoting));

describe("when a price is asked for", () => {
  it("at most one quote is under way", () => {
    expect(isWanted(changed(newQuoting))).toBe(true);
    expect(isWanted(asked)).toBe(false);
    expect(isWanted(changed(asked))).toBe(false);
  });

  it("the newest tray is asked for once the older quote is back", () => {
    const behind = answered(changed(asked), answer(1));
    expect(isWanted(behind)).toBe(true);
    expect(sent(behind).in_flight).toBe(2);
  });

  it("a tray that has its answer is not asked for again", () => {
    expect(isWanted(answered(asked, answer(1)))).toBe(false);
  });

  it("a refused tray is not asked for again until it changes", () => {
    expect(isWanted(refused(asked))).toBe(false);
    expect(isWanted(changed(refused(asked)))).toBe(true);
  });

  it("a refusal of an older tray does not keep the newer one from being asked for", () => {
    expect(isWanted(refused(changed(asked)))).toBe(true);
  });

  it("a tray whose answer was lost is asked for again", () => {
    expect(isWanted(unanswered(asked))).toBe(true);
  });
});

describe("which price may be paid", () => {
  it("only the one for the present tray", () => {
    const current = answered(asked, answer(1));
    expect(isCurrent(current, null)).toBe(true);
    expect(isCurrent(changed(current), null)).toBe(false);
    expect(isCurrent(asked, null)).toBe(false);
  });

  it("only the one for the card that is shown", () => {
    const forCard = answered(asked, answer(1, "card-a"));
    expect(isCurrent(forCard, "card-a")).toBe(true);
    expect(isCurrent(forCard, "card-b")).toBe(false);
    expect(isCurrent(forCard, null)).toBe(false);
    expect(isCurrent(answered(asked, answer(1, null)), "card-a")).toBe(false);
  });

  it("an older answer never takes the place of a newer one", () => {
    const newer = answered(sent(changed(changed(newQuoting))), answer(2));
    expect(answered(newer, answer(1)).answer?.seq).toBe(2);
  });

  it("nothing of a ticket that is over is seen beside the next", () => {
    const over = forgotten(asked);
    expect(over.answer).toBeNull();
    expect(answered(over, answer(1)).answer).toBeNull();
    expect(answered(over, answer(2)).answer?.seq).toBe(2);
  });
});
