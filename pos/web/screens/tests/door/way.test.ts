import { describe, expect, it } from "vitest";
import { doorTo, nextPage, typedCode } from "../../src/door/way";

describe("whoever was sent to the door", () => {
  it.each([
    ["?next=%2Ftill%2FT1", "/till/T1"],
    ["?next=%2Fmembers%3Ftab%3Dopen", "/members?tab=open"],
    ["", "/"],
    ["?next=", "/"],
    ["?next=https%3A%2F%2Fevil.example", "/"],
    ["?next=%2F%2Fevil.example", "/"],
    ["?next=%2F%5Cevil.example", "/"],
    ["?next=javascript%3Aalert(1)", "/"],
  ])("with %s goes on to %s", (query, page) => {
    expect(nextPage(query)).toBe(page);
  });

  it("keeps the wish from one page of the door to the other", () => {
    expect(nextPage(doorTo("/sign-on", "?next=%2Ftill%2FT1").replace("/sign-on", ""))).toBe("/till/T1");
  });
});

describe("a code", () => {
  it("has its own characters alone, however it was typed", () => {
    expect(typedCode("ab-c2 o01z9", "ABC29Z", 8)).toBe("ABC2Z9");
    expect(typedCode("AAAAAAAAAA", "A", 8)).toHaveLength(8);
  });
});
