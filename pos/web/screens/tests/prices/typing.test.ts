import { describe, expect, it } from "vitest";
import {
  isDay,
  nextDay,
  readFold,
  readWhole,
  readYuan,
  writeFold,
  writePercent,
  writeYuan,
} from "../../src/prices/typing";

describe("an amount is typed in yuan and kept in fen", () => {
  it.each([
    ["12.5", 12_50],
    ["12.50", 12_50],
    ["3", 3_00],
    ["0.01", 1],
    [" ¥3 ", 3_00],
    ["3元", 3_00],
    ["１２．５", 12_50],
    ["1.10", 1_10],
  ])("%s", (typed, fen) => {
    expect(readYuan(typed)).toBe(fen);
  });

  it.each(["", "-1", "1.005", "1,5", "abc", "1e3", "12345678"])("but not %j", (typed) => {
    expect(readYuan(typed)).toBeNull();
  });

  it("and written back as it can be typed", () => {
    expect([1, 12_50, 1_234_00].map(writeYuan)).toEqual(["0.01", "12.50", "1234.00"]);
  });
});

describe("a discount is typed as fold or in percent", () => {
  it.each([
    ["8", 8000],
    ["7.5", 7500],
    ["7.5折", 7500],
    ["85", 8500],
    ["75%", 7500],
    ["87.5%", 8750],
    ["9.999", 9999],
    ["0", 0],
  ])("%s", (typed, bp) => {
    expect(readFold(typed)).toBe(bp);
  });

  it.each(["", "10", "15", "100%", "-8", "8.1234", "abc", "7,5"])("but not %j", (typed) => {
    expect(readFold(typed)).toBeNull();
  });

  it("and written back without idle zeros", () => {
    expect([7500, 8000, 8125, 0].map(writeFold)).toEqual(["7.5", "8", "8.125", "0"]);
    expect([7500, 8000, 8125, 500, 0].map(writePercent)).toEqual(["75", "80", "81.25", "5", "0"]);
  });

  it.each([0, 1, 10, 999, 1000, 7500, 9990, 9999])("%i basis points come back as they were", (bp) => {
    expect(readFold(writeFold(bp))).toBe(bp);
  });
});

describe("other fields", () => {
  it("take whole numbers only", () => {
    expect(["60", " 6 ", "６"].map(readWhole)).toEqual([60, 6, 6]);
    expect(["", "6.5", "-1", "x"].map(readWhole)).toEqual([null, null, null, null]);
  });

  it("take days of the calendar only", () => {
    expect(["2026-12-01", "2028-02-29"].map(isDay)).toEqual([true, true]);
    expect(["2026-02-30", "2026-1-1", ""].map(isDay)).toEqual([false, false, false]);
  });

  it("know the day after the last of a year", () => {
    expect(nextDay("2026-12-31")).toBe("2027-01-01");
  });
});
