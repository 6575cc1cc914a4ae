import { describe, expect, it } from "vitest";
import {
  addLine,
  allCounters,
  bornFor,
  newTryForm,
  type TryForm,
  usedKey,
  writeTrial,
} from "../../src/prices/trying";
import type { Counter } from "../../src/prices/wire";

const form: TryForm = addLine(newTryForm("2026-11-25", "lunch", "tianping"), "noodles", 1);

const counter: Counter = {
  counter: "meal",
  per: "day",
  site: "",
  name: { zh: "补贴", en: "Subsidy" },
  measures: ["times", "amount_fen"],
  used: { times: 2, amount_fen: 6_00, portions: 0, base_fen: 0 },
};

describe("a trial asks for", () => {
  it("somebody of an age, with dishes and a moment", () => {
    expect(writeTrial({ ...form, birth_date: bornFor(85, "2026-11-25") }, [])).toEqual({
      person: {
        kind: "person",
        birth_date: "1941-01-01",
        classes: [],
        residence: "tianping",
        hukou: "tianping",
      },
      lines: [{ dish: "noodles", quantity: 1 }],
      occasion: { on_date: "2026-11-25", at_time: "11:30", meal_period: "lunch", channel: "dine_in" },
      usage: [],
    });
  });

  it("classes with the last day of their proof, where it is given", () => {
    const classes = [
      { code: "dibao", valid_until: "" },
      { code: "disabled", valid_until: "2026-12-31" },
    ];
    expect(writeTrial({ ...form, classes }, [])?.["person"]).toMatchObject({
      classes: [{ code: "dibao" }, { code: "disabled", valid_until: "2026-12-31" }],
    });
  });

  it("nothing of a person for a guest", () => {
    const used = { [usedKey(counter, "times")]: "1" };
    expect(writeTrial({ ...form, kind: "guest", used }, [counter])).toMatchObject({
      person: { kind: "guest" },
      usage: [],
    });
  });

  it.each([
    ["a dish", { lines: [] }],
    ["a day", { on_date: "" }],
    ["a member's code", { kind: "member" as const, member: " " }],
  ])("nothing while %s is missing", (_, change) => {
    expect(writeTrial({ ...form, ...change }, [])).toBeNull();
  });
});

describe("what was used before", () => {
  it("is left to the books where nothing is typed", () => {
    expect(writeTrial(form, [counter])?.["usage"]).toEqual([]);
  });

  it("is what is typed, and of the rest of a counter what the books say", () => {
    const used = { [usedKey(counter, "amount_fen")]: "7.5" };
    expect(writeTrial({ ...form, used }, [counter])?.["usage"]).toEqual([
      { counter: "meal", per: "day", site: "", times: 2, amount_fen: 7_50, portions: 0, base_fen: 0 },
    ]);
  });

  it("is asked once where both schemes count it", () => {
    const other: Counter = { ...counter, measures: ["portions", "times"] };
    expect(allCounters([counter], [other])).toEqual([
      { ...counter, measures: ["times", "amount_fen", "portions"] },
    ]);
    expect(allCounters([counter], [{ ...counter, per: "week" }])).toHaveLength(2);
  });
});

describe("a dish on the tray", () => {
  it("comes and goes by one", () => {
    const twice = addLine(form, "noodles", 1);
    expect(twice.lines).toEqual([{ dish: "noodles", quantity: 2 }]);
    expect(addLine(addLine(twice, "noodles", -1), "noodles", -1).lines).toEqual([]);
  });

  it("stops at the most that a till takes", () => {
    expect(addLine(addLine(form, "noodles", 98), "noodles", 1).lines[0]?.quantity).toBe(99);
  });
});
