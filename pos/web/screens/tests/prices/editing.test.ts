import { describe, expect, it } from "vitest";
import {
  addCap,
  addRule,
  addTerm,
  addTier,
  changeTerm,
  removeRule,
  removeTerm,
  removeTier,
} from "../../src/prices/editing";
import { type Form, readScheme } from "../../src/prices/form";
import { fromText, toText } from "../../src/prices/keep";
import { freeCode, TEMPLATES } from "../../src/prices/templates";
import { writeScheme } from "../../src/prices/writing";
import { SCHEME } from "./scheme";

const form = readScheme(SCHEME);

function ruleOf(of: Form, code: string) {
  const found = of.rules.find((rule) => rule.code === code);
  if (found === undefined) throw new Error(code);
  return found;
}

function idsOf(of: Form): number[] {
  return [
    ...of.tiers.map((tier) => tier.id),
    ...of.rules.flatMap((rule) => [
      rule.id,
      ...rule.terms.map((term) => term.id),
      ...rule.caps.map((cap) => cap.id),
    ]),
  ];
}

describe("rows", () => {
  it("are added with the benefit of the last one, for everybody", () => {
    const added = ruleOf(addTerm(form, ruleOf(form, "age")), "age").terms.at(-1);
    expect(added?.benefit.typed).toBe("8.75");
    expect(added?.who.min_age).toBe("");
  });

  it("are changed without touching the form before", () => {
    const age = ruleOf(form, "age");
    const changed = changeTerm(form, age, age.terms[0]!.id, { nth_meal: "2" });
    expect(ruleOf(changed, "age").terms.map((term) => term.nth_meal)).toEqual(["2", ""]);
    expect(age.terms[0]!.nth_meal).toBe("");
  });

  it("are removed by their name, not by their place", () => {
    const age = ruleOf(form, "age");
    expect(ruleOf(removeTerm(form, age, age.terms[0]!.id), "age").terms).toEqual([age.terms[1]]);
  });

  it("all have names of their own, whatever comes in", () => {
    let many = addTier(addTerm(form, ruleOf(form, "age")));
    many = addCap(many, ruleOf(many, "age"));
    for (const template of TEMPLATES) many = addRule(many, template).form;
    expect(new Set(idsOf(many)).size).toBe(idsOf(many).length);
  });

  it("of limits begin with a span that has none yet", () => {
    expect(ruleOf(addCap(form, ruleOf(form, "meal")), "meal").caps.map((cap) => cap.per)).toEqual([
      "day",
      "month",
      "meal",
    ]);
  });
});

describe("a rule of a template", () => {
  it.each(TEMPLATES)("%s is one that the server can read, on a layer of its own", (template) => {
    const { form: added, id } = addRule(form, template);
    const rule = added.rules.at(-1);
    expect([rule?.id, rule?.layer, rule?.code]).toEqual([id, "3", template]);
    expect(writeScheme(added, 2, "demo", []).faults.size).toBe(0);
  });

  it("has a code that no other has", () => {
    expect(freeCode("seniors", ["seniors", "seniors2"])).toBe("seniors3");
    const twice = addRule(addRule(form, "seniors").form, "seniors").form;
    expect(twice.rules.map((rule) => rule.code)).toEqual(["age", "meal", "seniors", "seniors2"]);
  });

  it("goes again", () => {
    const { form: added, id } = addRule(form, "seniors");
    expect(removeRule(added, id).rules).toEqual(form.rules);
  });
});

describe("a tier that goes", () => {
  it("is asked for in no row any more", () => {
    const without = removeTier(form, form.tiers[0]!.id);
    expect(without.tiers).toEqual([]);
    expect(without.rules.flatMap((rule) => rule.terms.flatMap((term) => term.who.tiers))).toEqual([]);
  });
});

describe("a draft outlives a reload", () => {
  it("as it is, with what cannot be read", () => {
    const draft = { format: 1 as const, origin: { kind: "version" as const, version: 1 }, form };
    expect(fromText(toText(draft))).toEqual(draft);
  });

  it.each([null, "", "{}", "[1]", '{"format":2}'])("but %j is none", (text) => {
    expect(fromText(text)).toBeNull();
  });
});
