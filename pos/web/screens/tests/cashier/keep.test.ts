import { describe, expect, it } from "vitest";
import { fromText, toText } from "../../src/cashier/keep";
import { begun, open } from "../../src/cashier/paying";
import { addDish, newTicket } from "../../src/cashier/ticket";
import { item, requestOf } from "./menu";

const ticket = addDish(newTicket("o1"), item(1, "hongshaorou"), 2);

describe("a ticket outlives a reload", () => {
  it("with its id and its lines", () => {
    expect(fromText(toText({ ticket, paying: open }))).toEqual({ ticket, paying: open });
  });

  it("with a payment that was under way", () => {
    const paying = begun(requestOf("o1"), 123);
    expect(fromText(toText({ ticket, paying }))?.paying).toEqual(paying);
  });

  it.each([
    ["nothing", null],
    ["no JSON", "{"],
    ["null", "null"],
    ["another shape's ticket", JSON.stringify({ shape: 0, ticket, paying: open })],
    ["a ticket without id", JSON.stringify({ shape: 1, ticket: { lines: [] } })],
  ])("but not from %s", (_, text) => {
    expect(fromText(text)).toBeNull();
  });
});
