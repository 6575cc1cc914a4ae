import { describe, expect, it } from "vitest";
import { isNextMeal } from "../../src/cashier/menus";
import type { Menu } from "../../src/common/wire";

const lunch: Menu = { date: "2026-11-25", period: "lunch", categories: [], items: [] };

describe("the next meal", () => {
  it("is another meal of the same day", () => {
    expect(isNextMeal(lunch, { ...lunch, period: "dinner" })).toBe(true);
  });

  it("is not the same meal, however its dishes changed", () => {
    expect(isNextMeal(lunch, { ...lunch })).toBe(false);
  });

  it("is not another day: nothing of yesterday is sold", () => {
    expect(isNextMeal(lunch, { ...lunch, date: "2026-11-26", period: "breakfast" })).toBe(false);
  });

  it("needs a meal before and one after", () => {
    expect(isNextMeal(null, lunch)).toBe(false);
    expect(isNextMeal(lunch, null)).toBe(false);
  });
});
