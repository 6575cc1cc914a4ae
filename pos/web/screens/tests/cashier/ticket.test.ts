import { describe, expect, it } from "vitest";
import {
  addDish,
  changeQuantity,
  countPortions,
  findTrouble,
  MOST_OF_A_DISH,
  newTicket,
  removeLine,
  wantedLines,
} from "../../src/cashier/ticket";
import { item, menuOf } from "./menu";

const pork = item(1, "hongshaorou");
const rice = item(2, "mifan");
const empty = newTicket("01890000-0000-7000-8000-000000000000");

describe("a tray", () => {
  it("gets a line for a new dish and more of one that is there", () => {
    const ticket = addDish(addDish(addDish(empty, pork, 1), rice, 2), pork, 1);
    expect(ticket.lines.map((line) => [line.dish_code, line.quantity])).toEqual([
      ["hongshaorou", 2],
      ["mifan", 2],
    ]);
    expect(countPortions(ticket)).toBe(4);
  });

  it("keeps its id, for it is one order however often it changes", () => {
    const ticket = removeLine(changeQuantity(addDish(empty, pork, 3), 1, -1), 1);
    expect(ticket.id).toBe(empty.id);
  });

  it("loses a line that comes to nothing", () => {
    expect(changeQuantity(addDish(empty, pork, 1), 1, -1).lines).toEqual([]);
  });

  it("takes no more of a dish than the server accepts", () => {
    const most = addDish(addDish(empty, pork, MOST_OF_A_DISH - 1), pork, 5);
    expect(most.lines[0]?.quantity).toBe(MOST_OF_A_DISH);
  });

  it("is never changed in place", () => {
    const before = addDish(empty, pork, 1);
    changeQuantity(before, 1, 1);
    expect(before.lines[0]?.quantity).toBe(1);
    expect(empty.lines).toEqual([]);
  });
});

describe("a line that cannot be sold", () => {
  const two = { menu_item_id: 1, quantity: 2 };

  it("is one whose dish left the menu", () => {
    expect(findTrouble(two, undefined)).toEqual({ kind: "gone" });
  });

  it("is one that the kitchen switched off, or of which nothing is left", () => {
    expect(findTrouble(two, { ...pork, is_sold_out: true })).toEqual({ kind: "sold_out" });
    expect(findTrouble(two, { ...pork, portions_left: 0 })).toEqual({ kind: "sold_out" });
  });

  it("is one that wants more than is left, but not one that wants all of it", () => {
    expect(findTrouble(two, { ...pork, portions_left: 1 })).toEqual({ kind: "too_few", left: 1 });
    expect(findTrouble(two, { ...pork, portions_left: 2 })).toBeNull();
    expect(findTrouble(two, { ...pork, portions_left: null })).toBeNull();
  });
});

describe("what is priced", () => {
  it("is what the menu still has", () => {
    const ticket = addDish(addDish(empty, pork, 2), rice, 1);
    expect(wantedLines(ticket, menuOf(pork, rice))).toEqual([
      { menu_item_id: 1, quantity: 2 },
      { menu_item_id: 2, quantity: 1 },
    ]);
    expect(wantedLines(ticket, menuOf(rice))).toEqual([{ menu_item_id: 2, quantity: 1 }]);
    expect(wantedLines(ticket, null)).toEqual([]);
  });
});
