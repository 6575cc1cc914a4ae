// What a form can be changed into: rows and rules come and go. Pure; a form is never changed in place.

import type { CapForm, Form, RuleForm, TermForm, TierForm, WhoForm } from "./form";
import { readOneRule, readOneTerm, readWho } from "./form";
import { freeCode, type Template, templateRule } from "./templates";
import { readWhole } from "./typing";
import type { Table } from "./wire";

function swap<T extends { id: number }>(rows: T[], id: number, change: (row: T) => T): T[] {
  return rows.map((row) => (row.id === id ? change(row) : row));
}

export function changeRule(form: Form, id: number, change: Partial<RuleForm>): Form {
  return { ...form, rules: swap(form.rules, id, (rule) => ({ ...rule, ...change })) };
}

export function changeTerm(form: Form, rule: RuleForm, id: number, change: Partial<TermForm>): Form {
  return changeRule(form, rule.id, { terms: swap(rule.terms, id, (term) => ({ ...term, ...change })) });
}

export function changeCap(form: Form, rule: RuleForm, id: number, change: Partial<CapForm>): Form {
  return changeRule(form, rule.id, { caps: swap(rule.caps, id, (cap) => ({ ...cap, ...change })) });
}

export function changeTier(form: Form, id: number, change: Partial<TierForm>): Form {
  return { ...form, tiers: swap(form.tiers, id, (tier) => ({ ...tier, ...change })) };
}

/** One more row like the last one, for people who are still to be named. */
export function addTerm(form: Form, rule: RuleForm): Form {
  const last = rule.terms.at(-1);
  const usual: Table =
    rule.kind === "discount" ? { kind: "percent", pays_bp: 9000 } : { kind: "amount", amount_fen: 1_00 };
  const fresh = readOneTerm({ who: {}, benefit: usual }, form.next_id);
  const added =
    last === undefined || last.benefit.kind === "other" ? fresh : { ...fresh, benefit: last.benefit };
  const terms = [...rule.terms, added];
  return { ...changeRule(form, rule.id, { terms }), next_id: form.next_id + 1 };
}

export function removeTerm(form: Form, rule: RuleForm, id: number): Form {
  return changeRule(form, rule.id, { terms: rule.terms.filter((term) => term.id !== id) });
}

export function addCap(form: Form, rule: RuleForm): Form {
  const taken = new Set(rule.caps.map((cap) => cap.per));
  const per = ["day", "meal", "week", "month", "bill"].find((one) => !taken.has(one)) ?? "day";
  const cap: CapForm = { id: form.next_id, per, measure: "times", typed: "1", kept: {} };
  return { ...changeRule(form, rule.id, { caps: [...rule.caps, cap] }), next_id: form.next_id + 1 };
}

export function removeCap(form: Form, rule: RuleForm, id: number): Form {
  return changeRule(form, rule.id, { caps: rule.caps.filter((cap) => cap.id !== id) });
}

/** Add the rule of a template as the last one; returns its id as well, so that it can be shown. */
export function addRule(form: Form, template: Template): { form: Form; id: number } {
  const layers = form.rules.map((rule) => readWhole(rule.layer) ?? 0);
  const table = templateRule(
    template,
    form.rules.map((rule) => rule.code),
    Math.max(0, ...layers),
  );
  const { rule, next_id } = readOneRule(table, form.next_id);
  return { form: { ...form, rules: [...form.rules, rule], next_id }, id: rule.id };
}

export function removeRule(form: Form, id: number): Form {
  return { ...form, rules: form.rules.filter((rule) => rule.id !== id) };
}

const EVERYONE: WhoForm = readWho({});

export function addTier(form: Form): Form {
  const code = freeCode(
    "tier",
    form.tiers.map((tier) => tier.code),
  );
  const tier: TierForm = { id: form.next_id, code, zh: "", en: "", who: { ...EVERYONE } };
  return { ...form, tiers: [...form.tiers, tier], next_id: form.next_id + 1 };
}

/** Take a tier away, and out of the rows that name it. */
export function removeTier(form: Form, id: number): Form {
  const code = form.tiers.find((tier) => tier.id === id)?.code;
  const without = (who: WhoForm): WhoForm => ({ ...who, tiers: who.tiers.filter((tier) => tier !== code) });
  return {
    ...form,
    tiers: form.tiers.filter((tier) => tier.id !== id),
    rules: form.rules.map((rule) => ({
      ...rule,
      terms: rule.terms.map((term) => ({ ...term, who: without(term.who) })),
    })),
  };
}
