import { describe, expect, it } from "vitest";
import { heightAt, labelledOf, scaleOf, slotsOf } from "../../src/prices/chart";

describe("a scale", () => {
  it.each([
    [[], 1],
    [[0], 1],
    [[1], 1],
    [[499], 500],
    [[500], 500],
    [[501], 600],
    [[123_456, 7], 150_000],
  ])("for %j goes up to %i", (values, top) => {
    const scale = scaleOf(values);
    expect(scale.top).toBe(top);
    expect(scale.ticks.at(0)).toBe(0);
    expect(scale.ticks.at(-1)).toBe(top);
    expect(scale.ticks.length).toBeLessThanOrEqual(6);
  });
});

describe("in a frame", () => {
  const frame = { left: 10, top: 5, width: 100, height: 50 };

  it("nothing is at the bottom and the most at the top", () => {
    const scale = scaleOf([100]);
    expect([0, 50, 100].map((value) => heightAt(value, scale, frame))).toEqual([55, 30, 5]);
  });

  it("days stand side by side", () => {
    expect(slotsOf(4, frame).map((slot) => slot.middle)).toEqual([22.5, 47.5, 72.5, 97.5]);
    expect(slotsOf(0, frame)).toEqual([]);
  });

  it("dates are written where they do not touch", () => {
    expect([...labelledOf(3, 10)]).toEqual([0, 1, 2]);
    expect([...labelledOf(31, 10)]).toEqual([0, 4, 8, 12, 16, 20, 24, 28]);
  });
});
