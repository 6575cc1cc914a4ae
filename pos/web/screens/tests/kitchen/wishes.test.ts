import { describe, expect, it } from "vitest";
import type { KitchenItem } from "../../src/kitchen/wire";
import {
  FORGOTTEN_AFTER_MS,
  fromText,
  keyOf,
  nextDue,
  type Queue,
  settled,
  shownItems,
  stepped,
  withdrawn,
  withWish,
} from "../../src/kitchen/wishes";

const pork: KitchenItem = {
  id: 1,
  dish_code: "hongshaorou",
  name: { zh: "红烧肉", en: "Red-braised pork" },
  category: "main",
  vendor: "canteen",
  price_fen: 16_00,
  unit: "份",
  planned_portions: 40,
  sold_portions: 12,
  portions_left: 28,
  is_sold_out: false,
};

const off = { kind: "sold_out", item: 1, is_sold_out: true } as const;
const on = { kind: "sold_out", item: 1, is_sold_out: false } as const;
const planned = { kind: "planned", item: 1, planned_portions: 60 } as const;
const remove = { kind: "remove", item: 1 } as const;
const KEY = "0199d3a4-8000-7000-8000-000000000001";
const nothing: Queue = [];

describe("wishes", () => {
  it("are sent in the order in which they were made", () => {
    const queue = withWish(withWish(nothing, planned, KEY, 0), off, KEY, 1);
    expect(nextDue(queue, 1)?.wish).toEqual(planned);
  });

  it("for the same thing: the newer replaces the older", () => {
    const queue = withWish(withWish(nothing, off, KEY, 0), on, KEY, 1);
    expect(queue.map((pending) => pending.wish)).toEqual([on]);
  });

  it("for different things stand beside one another", () => {
    const other = { kind: "sold_out", item: 2, is_sold_out: true } as const;
    expect(withWish(withWish(withWish(nothing, off, KEY, 0), planned, KEY, 1), other, KEY, 2)).toHaveLength(3);
  });

  it("that were replaced while they were sent are not forgotten by the older one's answer", () => {
    const first = withWish(nothing, off, KEY, 0);
    const under_way = nextDue(first, 0);
    const replaced = withWish(first, on, KEY, 1);
    const after = settled(replaced, under_way?.serial ?? -1);
    expect(after.map((pending) => pending.wish)).toEqual([on]);
  });

  it("that were answered are gone", () => {
    const queue = withWish(nothing, off, KEY, 0);
    expect(settled(queue, queue[0]?.serial ?? -1)).toEqual([]);
  });

  it("to remove wait for their time and can be taken back until then", () => {
    const queue = withWish(nothing, remove, KEY, 1_000, 6_000);
    expect(nextDue(queue, 6_999)).toBeNull();
    expect(nextDue(queue, 7_000)?.wish).toEqual(remove);
    expect(withdrawn(queue, keyOf(remove))).toEqual([]);
  });

  it("that wait do not hold up those that are due", () => {
    const queue = withWish(withWish(nothing, remove, KEY, 0, 6_000), off, KEY, 1);
    expect(nextDue(queue, 1)?.wish).toEqual(off);
  });
});

describe("wishes outlive a reload", () => {
  it("as they were", () => {
    const queue = withWish(withWish(nothing, off, KEY, 0), planned, KEY, 1);
    expect(fromText(JSON.stringify(queue), 2)).toEqual(queue);
  });

  it("but not a night", () => {
    const queue = withWish(nothing, off, KEY, 0);
    expect(fromText(JSON.stringify(queue), FORGOTTEN_AFTER_MS - 1)).toEqual(queue);
    expect(fromText(JSON.stringify(queue), FORGOTTEN_AFTER_MS)).toEqual([]);
  });

  it.each([null, "", "{", "{}"])("and are empty for %s", (text) => {
    expect(fromText(text, 0)).toEqual([]);
  });
});

describe("the menu is shown as the kitchen wants it", () => {
  it("with a mark on what the server has not confirmed", () => {
    const [shown] = shownItems([pork], withWish(nothing, off, KEY, 0));
    expect(shown).toMatchObject({ is_sold_out: true, isPending: true });
    expect(shownItems([pork], nothing)[0]).toMatchObject({ is_sold_out: false, isPending: false });
  });

  it("with the portions that would be left", () => {
    expect(shownItems([pork], withWish(nothing, planned, KEY, 0))[0]).toMatchObject({
      planned_portions: 60,
      portions_left: 48,
    });
    const unlimited = { kind: "planned", item: 1, planned_portions: null } as const;
    expect(shownItems([pork], withWish(nothing, unlimited, KEY, 0))[0]).toMatchObject({ portions_left: null });
  });

  it("with several wishes for one dish together", () => {
    const queue = withWish(withWish(nothing, planned, KEY, 0), off, KEY, 1);
    expect(shownItems([pork], queue)[0]).toMatchObject({ planned_portions: 60, is_sold_out: true });
  });

  it("other dishes are untouched", () => {
    const rice = { ...pork, id: 2 };
    expect(shownItems([rice], withWish(nothing, off, KEY, 0))[0]).toMatchObject({
      is_sold_out: false,
      isPending: false,
    });
  });
});

describe("a step of the planned portions", () => {
  it("goes from what is planned", () => {
    expect(stepped(pork, 10)).toBe(50);
    expect(stepped(pork, -10)).toBe(30);
  });

  it("never below what was sold", () => {
    expect(stepped({ ...pork, planned_portions: 15 }, -10)).toBe(12);
  });

  it("begins at what was sold where nothing was planned", () => {
    expect(stepped({ ...pork, planned_portions: null }, 5)).toBe(17);
  });
});
