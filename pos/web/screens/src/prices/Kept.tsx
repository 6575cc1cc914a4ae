// Conditions that the form has no field for: they are kept as they are, and never hidden.

import { say } from "../common/language";
import type { Named } from "../common/wire";
import { draftAreas } from "./areas";
import { type RuleForm, type TermForm, text, type WhoForm } from "./form";
import { prices } from "./state";
import type { PricesWord } from "./chinese";
import { t } from "./words";
import { classOptions, draftTiers } from "./WhoFields";

function names(codes: string[], options: Named[]): string {
  const known = new Map(options.map((one) => [one.code, say(one.name)]));
  return codes.map((code) => known.get(code) ?? code).join(t("between"));
}

function listed(word: PricesWord, codes: string[], options: Named[] = []): string[] {
  return codes.length === 0 ? [] : [t(word, { names: names(codes, options) })];
}

function when(word: PricesWord, holds: boolean): string[] {
  return holds ? [t(word)] : [];
}

/** What a row asks for besides its fields; `hidden` are the lists that its table does not show. */
export function keptOfWho(who: WhoForm, hidden: readonly ("tiers" | "residence" | "hukou")[] = []): string[] {
  const options = { tiers: draftTiers(), residence: draftAreas(), hukou: draftAreas() };
  return [
    ...listed("kept_without_classes", who.without_classes, classOptions()),
    ...hidden.flatMap((list) => listed(`kept_${list}`, who[list], options[list])),
    ...when("kept_year_end", who.age_on === "year_end"),
    ...when("kept_members", who.members),
    ...when("kept_on_birthday", who.on_birthday),
  ];
}

export function keptOfTerm(term: TermForm): string[] {
  const { kept } = term.threshold;
  return [
    ...keptOfWho(term.who),
    ...(term.nth_meal === "" ? [] : [t("kept_nth_meal", { n: term.nth_meal })]),
    ...when("kept_price_left", kept["price"] === "left"),
    ...when("kept_span_day", kept["span"] === "day"),
    ...when("kept_threshold_items", "items" in kept),
  ];
}

export function keptOfRule({ group, items, when: moments }: RuleForm): string[] {
  const words = prices.value?.words;
  const { days, from_time, until_time } = moments;
  return [
    ...listed("kept_exclude_categories", items.exclude_categories, words?.categories),
    ...listed("kept_exclude_vendors", items.exclude_vendors, words?.vendors),
    ...listed("kept_exclude_dishes", items.exclude_dishes, words?.dishes),
    ...listed("kept_tags", items.tags),
    ...listed("kept_exclude_tags", items.exclude_tags),
    ...listed("kept_sites", moments.sites),
    ...listed("kept_site_areas", moments.site_areas, draftAreas()),
    ...when("kept_days_working", days === "working"),
    ...when("kept_days_rest", days === "rest"),
    ...(from_time === "" && until_time === ""
      ? []
      : [t("kept_times", { from: text(from_time).slice(0, 5), until: text(until_time).slice(0, 5) })]),
    ...(group === "" ? [] : [t("kept_group", { name: group })]),
  ];
}

export function Kept({ kept }: { kept: string[] }) {
  if (kept.length === 0) return null;
  return (
    <p class="kept-words" data-testid="kept">
      {t("kept_too")}
      {kept.join(t("kept_between"))}
    </p>
  );
}
