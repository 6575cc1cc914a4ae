// By which means money moves, and where its cash lies.

import { say } from "../../common/language";
import { desk, MEANS, type Means, OFFICE, payers, tills } from "./state";
import { t } from "./words";

export function MeansChoice({ value, onChoose }: { value: Means; onChoose: (means: Means) => void }) {
  return (
    <div class="care-choice" role="group" aria-label={t("means")}>
      {MEANS.map((means) => (
        <button
          type="button"
          class="wide"
          key={means}
          data-testid={`means-${means}`}
          aria-pressed={value === means}
          onClick={() => onChoose(means)}
        >
          {t(means)}
        </button>
      ))}
    </div>
  );
}

/** Who pays: the member, or one of the family who is named; nothing to choose where nobody is. */
export function PayerChoice({ value, onChoose }: { value: string | null; onChoose: (payer: string | null) => void }) {
  const named = payers.value?.payers.filter((one) => one.ended_at === null) ?? [];
  if (named.length === 0) return null;
  return (
    <div class="care-choice" role="group" aria-label={t("payer")} data-testid="payer-choice">
      <button
        type="button"
        class="wide"
        data-testid="payer-self"
        aria-pressed={value === null}
        onClick={() => onChoose(null)}
      >
        {t("payer_self")}
      </button>
      {named.map((one) => (
        <button
          type="button"
          class="wide"
          key={one.id}
          data-testid="payer-family"
          aria-pressed={value === one.id}
          onClick={() => onChoose(one.id)}
        >
          {t(`relation_${one.relation}`)} {one.name}
        </button>
      ))}
    </div>
  );
}

export function DeskChoice() {
  const choices = [OFFICE, ...tills.value.map((till) => till.code)];
  return (
    <div class="care-choice" role="group" aria-label={t("desk")}>
      {choices.map((code) => {
        const till = tills.value.find((one) => one.code === code);
        return (
          <button
            type="button"
            class="wide"
            key={code}
            data-testid={`desk-${code || "office"}`}
            aria-pressed={desk.value === code}
            onClick={() => {
              desk.value = code;
            }}
          >
            {till === undefined ? t("desk_office") : say(till.name)}
          </button>
        );
      })}
    </div>
  );
}
