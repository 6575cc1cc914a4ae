import { describe, expect, it } from "vitest";
import { faultsWithin } from "../../src/prices/faults";
import { type Form, readScheme } from "../../src/prices/form";
import { writeScheme } from "../../src/prices/writing";
import { SCHEME } from "./scheme";

const DISTRICT = { code: "district", name: { zh: "区", en: "the district" } };

function written(form: Form, version = 1) {
  return writeScheme(form, version, "demo", [DISTRICT]);
}

/** The form of the sample, with something changed in it. */
function changed(change: (form: Form) => void): Form {
  const form = readScheme(SCHEME);
  change(form);
  return form;
}

function rulesOf(form: Form) {
  return written(form).scheme["rules"] as { code: string; terms: { benefit: object }[] }[];
}

describe("a form", () => {
  it("that nobody touched writes the scheme that it was made of", () => {
    expect(written(readScheme(SCHEME))).toEqual({ scheme: SCHEME, faults: new Map() });
  });

  it("is written as the version that it is for", () => {
    expect(written(readScheme(SCHEME), 7).scheme["version"]).toBe(7);
  });

  it("writes fen and basis points of what was typed", () => {
    const form = changed(({ rules: [age, meal] }) => {
      age!.terms[0]!.benefit.typed = "7.5";
      meal!.terms[0]!.threshold.typed = "20";
      meal!.terms[0]!.benefit.typed = "3.5";
      meal!.caps[1]!.typed = "99.90";
    });
    expect(rulesOf(form)[0]?.terms[0]?.benefit).toEqual({ kind: "percent", pays_bp: 7500 });
    expect(rulesOf(form)[1]).toMatchObject({
      terms: [
        { threshold: { from_fen: 20_00, price: "left", items: {} }, benefit: { amount_fen: 3_50 } },
        {},
        {},
      ],
      caps: [{}, { per: "month", amount_fen: 99_90, counter: "town" }],
    });
  });

  it("leaves a rule out that is switched off, and keeps it", () => {
    const form = changed(({ rules: [age] }) => {
      age!.is_on = false;
    });
    expect(rulesOf(form).map((rule) => rule.code)).toEqual(["meal"]);
    expect(form.rules).toHaveLength(2);
  });

  it("declares a payer that a rule is given", () => {
    const form = changed(({ rules: [, meal] }) => {
      meal!.payer = "district";
    });
    expect(written(form).scheme["payers"]).toEqual([
      { code: "canteen", name: { zh: "食堂", en: "The canteen" } },
      DISTRICT,
    ]);
  });

  it("says nothing of how an age is counted where no age is asked", () => {
    const form = changed(({ rules: [age] }) => {
      Object.assign(age!.terms[1]!.who, { min_age: "", max_age: " " });
    });
    expect(rulesOf(form)[0]?.terms[1]).toEqual({ who: {}, benefit: { kind: "percent", pays_bp: 8750 } });
  });
});

describe("what is no amount is named by its field", () => {
  it.each([
    [
      "a discount of nothing",
      (form: Form) => (form.rules[0]!.terms[0]!.benefit.typed = "10"),
      "age|terms[0].benefit.pays_bp",
      "typed_fold",
    ],
    [
      "an amount",
      (form: Form) => (form.rules[1]!.terms[0]!.benefit.typed = "3,5"),
      "meal|terms[0].benefit.amount_fen",
      "typed_amount",
    ],
    [
      "a threshold",
      (form: Form) => (form.rules[1]!.terms[0]!.threshold.typed = ""),
      "meal|terms[0].threshold.from_fen",
      "typed_amount",
    ],
    ["an age", (form: Form) => (form.tiers[0]!.who.min_age = "x"), "|tiers[0].who.min_age", "typed_number"],
    [
      "a number of times",
      (form: Form) => (form.rules[1]!.caps[0]!.typed = "1.5"),
      "meal|caps[0].times",
      "typed_number",
    ],
    [
      "a day",
      (form: Form) => (form.rules[0]!.when.from_date = "2026-02-30"),
      "age|when.from_date",
      "typed_day",
    ],
    ["a name", (form: Form) => (form.rules[0]!.en = " "), "age|name.en", "typed_words"],
  ])("%s", (_, change, place, code) => {
    const { faults } = written(changed(change));
    expect([...faults].map(([at, fault]) => [at, fault.code])).toEqual([[place, code]]);
  });

  it("but not in a rule that is switched off", () => {
    const form = changed(({ rules: [age] }) => {
      age!.terms[0]!.benefit.typed = "?";
      age!.is_on = false;
    });
    expect(written(form).faults.size).toBe(0);
  });

  it("is found by the row that the field is in", () => {
    const { faults } = written(changed(({ rules: [age] }) => (age!.terms[1]!.who.min_age = "x")));
    expect(faultsWithin(faults, "age", "terms[1]")).toHaveLength(1);
    expect(faultsWithin(faults, "age", "terms[0]")).toHaveLength(0);
    expect(faultsWithin(faults, "age", "terms[10]")).toHaveLength(0);
    expect(faultsWithin(faults, "meal", "")).toHaveLength(0);
  });
});
