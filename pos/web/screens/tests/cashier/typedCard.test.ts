import { expect, it } from "vitest";
import { nothingTyped, type Typing, typedNumber, typedOn } from "../../src/cashier/typedCard";

function type(keys: string, gap_ms: number): Typing {
  let typing = nothingTyped;
  [...keys].forEach((key, place) => {
    typing = typedOn(typing, key, 1_000 + place * gap_ms);
  });
  return typing;
}

function enter(typing: Typing, after_ms: number): string | null {
  return typedNumber(typing, typing.last_ms + after_ms);
}

it.each(["0040856634", "111,27706", "07302202"])("a reader's %s is a card number", (number) => {
  expect(enter(type(number, 4), 4)).toBe(number);
});

it("a hand's digits are none, however many", () => {
  expect(enter(type("0040856634", 51), 4)).toBeNull();
});

it("digits followed by an Enter of a hand are none", () => {
  expect(enter(type("0040856634", 4), 51)).toBeNull();
});

it("five digits are none", () => {
  expect(enter(type("12345", 4), 4)).toBeNull();
});

it("what a hand typed before does not belong to the number", () => {
  const byHand = typedOn(nothingTyped, "3", 0);
  let typing = byHand;
  [..."0040856634"].forEach((key, place) => {
    typing = typedOn(typing, key, 500 + place);
  });
  expect(enter(typing, 1)).toBe("0040856634");
});

it("a letter in between ends it", () => {
  expect(enter(type("12345a6", 4), 4)).toBeNull();
});
