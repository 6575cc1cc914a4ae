import { describe, expect, it } from "vitest";
import { makeQuoter } from "../../src/cashier/quoter";
import { NoVerdict, Refusal } from "../../src/common/api";
import type { QuoteAnswer, QuoteRequest } from "../../src/common/wire";
import { quoteOf } from "./menu";

interface Ask {
  request: QuoteRequest;
  answer: () => Promise<void>;
  fail: (fault: Error) => Promise<void>;
}

/** Let everything that follows from a settled promise happen. */
async function settle(): Promise<void> {
  for (let n = 0; n < 20; n += 1) await Promise.resolve();
}

function stage() {
  const asks: Ask[] = [];
  const refusals: string[] = [];
  let quantity = 1;
  let silences = 0;
  let underWay = 0;
  let mostUnderWay = 0;
  const quoter = makeQuoter({
    send: (request) => {
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      return new Promise<QuoteAnswer>((resolve, reject) => {
        const end = (how: () => void): Promise<void> => {
          underWay -= 1;
          how();
          return settle();
        };
        const { seq, presentation } = request;
        asks.push({
          request,
          answer: () => end(() => resolve({ seq, presentation, quote: quoteOf(seq), wallet: null, cash_fen: 16_00 })),
          fail: (fault) => end(() => reject(fault)),
        });
      });
    },
    tray: () =>
      quantity === 0
        ? null
        : { till: "T1", presentation: null, lines: [{ menu_item_id: 1, quantity }], hold: null },
    pause: () => Promise.resolve(),
    onRefused: (refusal) => refusals.push(refusal.code),
    onSilence: () => {
      silences += 1;
    },
  });
  return {
    quoter,
    asks,
    refusals,
    silences: () => silences,
    mostUnderWay: () => mostUnderWay,
    tap: (to: number) => {
      quantity = to;
      quoter.requote();
    },
  };
}

describe("taps faster than the network", () => {
  it("send one quote at a time, and the newest tray last", async () => {
    const { asks, tap, mostUnderWay, quoter } = stage();
    for (let quantity = 1; quantity <= 5; quantity += 1) tap(quantity);
    await settle();
    expect(asks).toHaveLength(1);
    await asks[0]?.answer();
    expect(asks).toHaveLength(2);
    expect(asks[1]?.request).toMatchObject({ seq: 5, lines: [{ menu_item_id: 1, quantity: 5 }] });
    await asks[1]?.answer();
    expect(asks).toHaveLength(2);
    expect(mostUnderWay()).toBe(1);
    expect(quoter.quoting.value.answer?.seq).toBe(5);
  });

  it("ask for nothing once the tray is empty", async () => {
    const { asks, tap } = stage();
    tap(1);
    tap(0);
    await asks[0]?.answer();
    expect(asks).toHaveLength(1);
  });
});

describe("a quote without an answer", () => {
  it("is asked for again, with the tray as it is by then", async () => {
    const { asks, tap, silences } = stage();
    tap(1);
    tap(2);
    await asks[0]?.fail(new NoVerdict(false, null));
    expect(silences()).toBe(1);
    expect(asks[1]?.request).toMatchObject({ seq: 2, lines: [{ quantity: 2 }] });
  });
});

describe("a refused quote", () => {
  const refusal = new Refusal(409, "not_on_menu", { zh: "不在菜单", en: "Not on the menu" }, null, {});

  it("is told and not repeated", async () => {
    const { asks, refusals, tap } = stage();
    tap(1);
    await asks[0]?.fail(refusal);
    expect(refusals).toEqual(["not_on_menu"]);
    expect(asks).toHaveLength(1);
  });

  it("is not told when the tray has changed meanwhile", async () => {
    const { asks, refusals, tap } = stage();
    tap(1);
    tap(2);
    await asks[0]?.fail(refusal);
    expect(refusals).toEqual([]);
    expect(asks[1]?.request.seq).toBe(2);
  });
});
