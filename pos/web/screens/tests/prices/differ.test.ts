import { describe, expect, it } from "vitest";
import { partBoth } from "../../src/prices/differ";

function differing(one: string, other: string): [string, string] {
  const [first, second] = partBoth(one, other);
  expect([first.before + first.differs + first.after, second.before + second.differs + second.after]).toEqual(
    [one, other],
  );
  return [first.differs, second.differs];
}

describe("two sentences differ in", () => {
  it.each([
    ["大荤打8折。", "大荤打7.5折。", "8", "7.5"],
    ["满15.00元减3.00元", "满15.00元减3.50元", "3.00", "3.50"],
    ["80岁", "85岁", "80", "85"],
    ["每天1次", "每天1次，由区承担", "", "，由区承担"],
    ["一样", "一样", "", ""],
    ["", "全新", "", "全新"],
  ])("%j and %j", (one, other, first, second) => {
    expect(differing(one, other)).toEqual([first, second]);
  });
});
