// Which diners a row means: ages, tiers, classes, and where they live or are registered.

import type { Named } from "../common/wire";
import { Choices } from "./Choices";
import { Field, isWrong } from "./Field";
import type { WhoForm } from "./form";
import { draft, prices } from "./state";
import { t } from "./words";

interface WhoProps {
  who: WhoForm;
  rule: string;
  field: string;
  name: string;
  onChanged: (change: Partial<WhoForm>) => void;
}

export function draftTiers(): Named[] {
  return (draft.value?.form.tiers ?? []).map((tier) => ({
    code: tier.code,
    name: { zh: tier.zh || tier.code, en: tier.en || tier.code },
  }));
}

export function AgeFields({ who, rule, field, name, onChanged }: WhoProps) {
  return (
    <span class="ages">
      <Field
        label={t("age_from")}
        value={who.min_age}
        rule={rule}
        field={`${field}.min_age`}
        name={`${name}-min-age`}
        isNumber
        onTyped={(min_age) => onChanged({ min_age })}
      />
      <span aria-hidden="true">–</span>
      <Field
        label={t("age_to")}
        value={who.max_age}
        rule={rule}
        field={`${field}.max_age`}
        name={`${name}-max-age`}
        isNumber
        onTyped={(max_age) => onChanged({ max_age })}
      />
    </span>
  );
}

/** One list of the conditions; `none` is said while it is empty. */
export function WhoList({
  list,
  options,
  who,
  rule,
  field,
  name,
  onChanged,
}: WhoProps & { list: "classes" | "tiers" | "residence" | "hukou"; options: Named[] }) {
  return (
    <Choices
      label={t(list)}
      none={t("anyone")}
      options={options}
      chosen={who[list]}
      name={`${name}-${list}`}
      isWrong={isWrong(rule, `${field}.${list}`)}
      onChosen={(codes) => onChanged({ [list]: codes })}
    />
  );
}

export function classOptions(): Named[] {
  return prices.value?.words.classes ?? [];
}
