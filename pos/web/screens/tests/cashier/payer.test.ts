import { describe, expect, it } from "vitest";
import { makePayer } from "../../src/cashier/payer";
import { begun, type Paying } from "../../src/cashier/paying";
import { NoVerdict, Refusal } from "../../src/common/api";
import type { Order, OrderRequest } from "../../src/common/wire";
import { orderOf, requestOf } from "./menu";

const request = requestOf("o1");
const title = { zh: "拒绝", en: "Refused" };
const lost = new NoVerdict(false, null);
const PATIENCE_MS = 120_000;
const unknown = new Refusal(404, "unknown_order", title, null, {});

/** A till whose clock goes on by four seconds with each pause; the server answers by the two scripts. */
function stage(posts: (Order | Error)[], asks: (Order | Error)[]) {
  const told: string[] = [];
  const sent: OrderRequest[] = [];
  const states: string[] = [];
  let at = 0;
  function next(script: (Order | Error)[]): Promise<Order> {
    const end = script.shift();
    if (end === undefined) throw new Error("the server was asked once too often");
    return end instanceof Error ? Promise.reject(end) : Promise.resolve(end);
  }
  const payer = makePayer({
    post: (body) => {
      sent.push(body);
      return next(posts);
    },
    ask: () => next(asks),
    now: () => at,
    pause: () => {
      at += 4_000;
      if (at > PATIENCE_MS) throw new Error("the till waits for ever");
      return Promise.resolve();
    },
    onSold: (order) => told.push(`sold ${order.number}`),
    onRefused: (refusal) => told.push(`refused ${refusal.code}`),
    onNotSold: () => told.push("not sold"),
    onSilence: () => told.push("silence"),
  });
  payer.paying.subscribe((paying) => states.push(paying.state));
  return { payer, told, sent, states };
}

describe("a payment", () => {
  it("that is answered is sold", async () => {
    const { payer, told, states } = stage([orderOf("o1")], []);
    await payer.pay(request);
    expect(told).toEqual(["sold T1-000001"]);
    expect(states).toEqual(["open", "pending", "open"]);
  });

  it("that is refused leaves the ticket open", async () => {
    const { payer, told } = stage([new Refusal(409, "card_removed", title, null, {})], []);
    await payer.pay(request);
    expect(told).toEqual(["refused card_removed"]);
    expect(payer.paying.value.state).toBe("open");
  });

  it("cannot be begun twice", async () => {
    const { payer, sent } = stage([orderOf("o1")], []);
    await Promise.all([payer.pay(request), payer.pay(request)]);
    expect(sent).toHaveLength(1);
  });

  it("whose answer was lost though it was sold is found by asking, and not sent again", async () => {
    const { payer, told, sent, states } = stage([lost], [lost, unknown, orderOf("o1")]);
    await payer.pay(request);
    expect(told).toEqual(["silence", "sold T1-000001"]);
    expect(sent).toHaveLength(1);
    expect(states).toEqual(["open", "pending", "checking", "open"]);
  });

  it("that never arrived is sent again as it was, after the first attempt's time", async () => {
    const { payer, told, sent } = stage([lost, orderOf("o1")], [unknown, unknown, unknown, unknown]);
    await payer.pay(request);
    expect(sent).toEqual([request, request]);
    expect(told).toEqual(["silence", "sold T1-000001"]);
  });

  it("that ended in a server's fault and is unknown is given back to the cashier, unsent", async () => {
    const { payer, told, sent } = stage([new NoVerdict(true, 500)], [unknown]);
    await payer.pay(request);
    expect(told).toEqual(["silence", "not sold"]);
    expect(sent).toHaveLength(1);
  });

  it("whose id was sold already is shown as what was sold under it", async () => {
    const { payer, told } = stage([new Refusal(409, "key_reused", title, null, {})], [orderOf("o1")]);
    await payer.pay(request);
    expect(told).toContain("sold T1-000001");
  });
});

describe("a page that was loaded anew in the middle of a payment", () => {
  it("asks for the order before anything else", async () => {
    const { payer, told, sent } = stage([], [orderOf("o1")]);
    await payer.resume(begun(request, 0));
    expect(told).toEqual(["sold T1-000001"]);
    expect(sent).toEqual([]);
  });

  it("has nothing to do for an open ticket", async () => {
    const { payer, told } = stage([], []);
    await payer.resume({ state: "open" } satisfies Paying);
    expect(told).toEqual([]);
  });
});
