// By which means money moves, and where its cash lies.

import { say } from "../../common/language";
import { desk, MEANS, type Means, OFFICE, tills } from "./state";
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
