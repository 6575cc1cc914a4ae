import { describe, expect, it } from "vitest";
import { birthIn, blank, idNumberTyped, isComplete, opening, phoneTyped } from "../../src/members/joining";

const KEY = "01938e00-0000-7000-8000-000000000000";
const NUMBER = "310199194802290010";

describe("somebody who joins", () => {
  it("is asked for a name and an identity number, or a birth date instead", () => {
    const named = { ...blank(KEY), name: "陈美娟" };
    expect(isComplete(blank(KEY))).toBe(false);
    expect(isComplete(named)).toBe(false);
    expect(isComplete({ ...named, id_number: NUMBER })).toBe(true);
    expect(isComplete({ ...named, id_number: NUMBER.slice(1) })).toBe(false);
    expect(isComplete({ ...named, birth_date: "1948-02-29" })).toBe(true);
    expect(isComplete({ ...named, birth_date: "1948-02-29", phone: "1990" })).toBe(false);
  });

  it("types only what a number can have", () => {
    expect(idNumberTyped("310199 1948-0229 001x99")).toBe("31019919480229001X");
    expect(phoneTyped("199 0000-0001 23")).toBe("19900000001");
  });

  it("has the birth date of the identity number as soon as it is typed", () => {
    expect(birthIn("3101991948022")).toBe("");
    expect(birthIn("31019919480229")).toBe("1948-02-29");
  });

  it("is sent with one birth date at most", () => {
    const typed = { ...blank(KEY), name: " 陈美娟 ", id_number: NUMBER, birth_date: "1950-01-01" };
    expect(opening(typed, null)).toEqual({
      id: KEY, name: "陈美娟", id_number: NUMBER, birth_date: null, phone: "", residence: "", card: null,
    });
    expect(opening({ ...typed, id_number: "" }, null).birth_date).toBe("1950-01-01");
  });
});
