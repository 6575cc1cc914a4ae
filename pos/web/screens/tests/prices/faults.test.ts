import { describe, expect, it } from "vitest";
import { Refusal } from "../../src/common/api";
import { faultsOf, partsOf } from "../../src/prices/faults";

const title = { zh: "方案有误", en: "The scheme is not valid" };

function refusal(code: string, extra: Record<string, unknown>): Refusal {
  return new Refusal(422, code, title, null, extra);
}

describe("a refusal of the server belongs at a field", () => {
  it("of a rule", () => {
    const words = { zh: "与第1行重叠", en: "Overlaps row 1" };
    const told = { rule: "age", field: "terms[1].who", reason: { code: "overlap", words } };
    expect([...faultsOf(refusal("scheme_refused", told))]).toEqual([
      ["age|terms[1].who", { code: "overlap", words }],
    ]);
  });

  it("outside the rules", () => {
    const told = { rule: null, field: "tiers[0].who", reason: { code: "tiers_overlap", words: title } };
    expect([...faultsOf(refusal("scheme_refused", told)).keys()]).toEqual(["|tiers[0].who"]);
  });

  it("of the dishes, where the kitchen does not know them", () => {
    const faults = faultsOf(refusal("unknown_category", { rule: "age", categories: ["tea"] }));
    expect(faults.get("age|items")).toEqual({
      code: "unknown_category",
      words: { zh: "方案有误：tea", en: "The scheme is not valid: tea" },
    });
  });

  it("and another refusal has no place", () => {
    expect(faultsOf(refusal("no_scheme", {})).size).toBe(0);
  });

  it("whose place can be taken apart again", () => {
    expect(partsOf("age|terms[1].who")).toEqual({ rule: "age", field: "terms[1].who" });
    expect(partsOf("|rules")).toEqual({ rule: "", field: "rules" });
  });
});
