import { describe, expect, it } from "vitest";
import { parseYuan, priced, reduced, yuan } from "../../src/common/money";

describe("fen are written as yuan", () => {
  it.each([
    [0, "0.00"],
    [5, "0.05"],
    [50, "0.50"],
    [99, "0.99"],
    [100, "1.00"],
    [1765, "17.65"],
    [99_999, "999.99"],
    [100_000, "1,000.00"],
    [123_456_789, "1,234,567.89"],
    [-240, "−2.40"],
  ])("%i -> %s", (fen, text) => {
    expect(yuan(fen)).toBe(text);
  });

  it("the sign stands before the currency", () => {
    expect(priced(1765)).toBe("¥17.65");
    expect(priced(-5)).toBe("−¥0.05");
    expect(reduced(240)).toBe("−2.40");
  });
});

describe("what a person types is read as fen", () => {
  it.each([
    ["50", 5000],
    ["0", 0],
    ["0.29", 29],
    ["20.5", 2050],
    ["20.", 2000],
    [" 17.65 ", 1765],
    ["1.10", 110],
  ])("%s -> %i", (typed, fen) => {
    expect(parseYuan(typed)).toBe(fen);
  });

  it.each(["", ".", ".5", "1.234", "-5", "1e3", "12,00", "五元", "12345678"])("%s is no amount", (typed) => {
    expect(parseYuan(typed)).toBeNull();
  });

  it("every amount that can be written is read back the same", () => {
    for (let fen = 0; fen < 1_000_00; fen += 7) expect(parseYuan(yuan(fen))).toBe(fen);
  });
});
