import { describe, expect, it } from "vitest";
import { NoVerdict, Refusal } from "../../src/common/api";
import { makeSender } from "../../src/kitchen/sender";
import type { Wish } from "../../src/kitchen/wishes";

const off: Wish = { kind: "sold_out", item: 1, is_sold_out: true };
const on: Wish = { kind: "sold_out", item: 1, is_sold_out: false };
const dimSum: Wish = { kind: "add", period: "lunch", dish_code: "xiefenxiaolong", planned_portions: 40 };
const tooDear = new Refusal(422, "dim_sum_too_dear", { zh: "太贵", en: "Too dear" }, null, {});

async function settle(): Promise<void> {
  for (let n = 0; n < 30; n += 1) await Promise.resolve();
}

function stage(fail: (wish: Wish, attempt: number) => Error | null) {
  const sent: Wish[] = [];
  const refused: string[] = [];
  let at = 0;
  const sender = makeSender([], {
    send: (wish) => {
      sent.push(wish);
      const fault = fail(wish, sent.length);
      return fault === null ? Promise.resolve() : Promise.reject(fault);
    },
    newId: () => "0199d3a4-8000-7000-8000-000000000001",
    now: () => at,
    onRefused: (refusal) => refused.push(refusal.code),
    onSilence: () => undefined,
  });
  async function later(by_ms: number): Promise<void> {
    at += by_ms;
    await sender.pump();
    await settle();
  }
  return { sender, sent, refused, later };
}

describe("a tap in the kitchen", () => {
  it("is sent and then forgotten", async () => {
    const { sender, sent } = stage(() => null);
    sender.wish(off);
    await settle();
    expect(sent).toEqual([off]);
    expect(sender.queue.value).toEqual([]);
  });

  it("is sent again every two seconds until the network is back", async () => {
    const { sender, sent, later } = stage((_, attempt) => (attempt < 3 ? new NoVerdict(false, null) : null));
    sender.wish(off);
    await settle();
    await later(1_999);
    expect(sent).toHaveLength(1);
    await later(1);
    await later(2_000);
    expect(sent).toEqual([off, off, off]);
    expect(sender.queue.value).toEqual([]);
    await later(2_000);
    expect(sent).toHaveLength(3);
  });

  it("that was changed while the network was away arrives as it was last", async () => {
    let isAway = true;
    const { sender, sent, later } = stage(() => (isAway ? new NoVerdict(false, null) : null));
    sender.wish(off);
    sender.wish(on);
    await settle();
    isAway = false;
    await later(2_000);
    expect(sent.at(-1)).toEqual(on);
    expect(sender.queue.value).toEqual([]);
  });

  it("that the server chokes on does not hold up the others", async () => {
    const { sender, sent } = stage((wish) => (wish === dimSum ? new NoVerdict(true, 500) : null));
    sender.wish(dimSum);
    sender.wish(off);
    await settle();
    expect(sent).toEqual([dimSum, off]);
    expect(sender.queue.value.map((pending) => pending.wish)).toEqual([dimSum]);
  });

  it("that is refused is told and does not hold up the others", async () => {
    const { sender, sent, refused } = stage((wish) => (wish === dimSum ? tooDear : null));
    sender.wish(dimSum);
    sender.wish(off);
    await settle();
    expect(refused).toEqual(["dim_sum_too_dear"]);
    expect(sent).toEqual([dimSum, off]);
    expect(sender.queue.value).toEqual([]);
  });
});
