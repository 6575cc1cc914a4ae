import { expect, it, vi } from "vitest";

vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
const { readLimit } = await import("../../src/members/safety");

it.each([
  ["", null],
  ["  ", null],
  ["0", 0],
  ["30", 30_00],
  ["12.5", 12_50],
])("'%s' is a limit", (typed, amount_fen) => {
  expect(readLimit(typed)).toBe(amount_fen);
});

it.each(["thirty", "-1", "1.234"])("'%s' is none", (typed) => {
  expect(readLimit(typed)).toBeUndefined();
});
