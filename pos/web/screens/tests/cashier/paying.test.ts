import { describe, expect, it } from "vitest";
import {
  afterAsk,
  ATTEMPT_ENDS_MS,
  begun,
  type Checking,
  doubted,
  REPEAT_WITHIN_MS,
  repeated,
} from "../../src/cashier/paying";
import { orderOf, requestOf } from "./menu";

const request = requestOf("o1");

function doubt(heard: boolean): Checking {
  const paying = doubted(begun(request, 0), heard);
  if (paying.state !== "checking") throw new Error("a pending payment can be doubted");
  return paying;
}

describe("after a lost answer the server is asked", () => {
  it("an order that is there was paid", () => {
    const order = orderOf("o1");
    expect(afterAsk(doubt(false), { kind: "order", order }, 1)).toEqual({ kind: "sold", order });
  });

  it("no answer decides nothing, however long it takes", () => {
    expect(afterAsk(doubt(false), { kind: "silent" }, 3_600_000)).toEqual({ kind: "wait" });
    expect(afterAsk(doubt(true), { kind: "silent" }, 3_600_000)).toEqual({ kind: "wait" });
  });

  it("an unknown order is not sent again while the first attempt may be at work", () => {
    expect(afterAsk(doubt(false), { kind: "unknown" }, ATTEMPT_ENDS_MS - 1)).toEqual({ kind: "wait" });
    expect(afterAsk(doubt(false), { kind: "unknown" }, ATTEMPT_ENDS_MS)).toEqual({ kind: "repeat" });
  });

  it("an unknown order is left to the cashier when the guest may be gone", () => {
    expect(afterAsk(doubt(false), { kind: "unknown" }, REPEAT_WITHIN_MS - 1)).toEqual({ kind: "repeat" });
    expect(afterAsk(doubt(false), { kind: "unknown" }, REPEAT_WITHIN_MS)).toEqual({ kind: "reopen" });
  });

  it("an unknown order after a server's fault was certainly not paid", () => {
    expect(afterAsk(doubt(true), { kind: "unknown" }, 1)).toEqual({ kind: "reopen" });
  });

  it("a repeated attempt is given its time again, and the same request", () => {
    const again = repeated(doubt(false), ATTEMPT_ENDS_MS);
    expect(again).toMatchObject({ state: "pending", request, began_at: 0, sent_at: ATTEMPT_ENDS_MS });
    const lostAgain = doubted(again, false) as Checking;
    expect(afterAsk(lostAgain, { kind: "unknown" }, ATTEMPT_ENDS_MS + 1)).toEqual({ kind: "wait" });
  });
});
