// Choosing a published policy: their names on the left, what the chosen one says on the right.

import { say } from "../common/language";
import { Sheet } from "../common/Sheet";
import { beginWith, isChoosingPolicy, policies, policy, showPolicy } from "./policies";
import { Paragraphs } from "./Sentences";
import { draft } from "./state";
import { t } from "./words";

export function PolicySheet() {
  if (!isChoosingPolicy.value) return null;
  const chosen = policy.value;
  return (
    <Sheet
      title={t("from_policy")}
      name="policies"
      onClose={() => {
        isChoosingPolicy.value = false;
      }}
    >
      <p class="hint">{t("policies_hint")}</p>
      <div class="policies">
        <ul>
          {policies.value.map((one) => (
            <li key={one.code}>
              <button
                type="button"
                aria-pressed={chosen?.code === one.code}
                data-testid={`policy-${one.code}`}
                onClick={() => void showPolicy(one.code)}
              >
                {say(one.name)}
              </button>
            </li>
          ))}
        </ul>
        {chosen !== null && (
          <div class="policy" data-testid="policy" data-code={chosen.code}>
            <div class="policy-text">
              <Paragraphs paragraphs={chosen.paragraphs.filter((one) => one.kind !== "scheme")} />
            </div>
            <button
              type="button"
              class="primary"
              data-testid="begin-policy"
              onClick={() => {
                if (draft.value === null || confirm(t("replace_draft"))) beginWith(chosen);
              }}
            >
              {t("start_here")}
            </button>
          </div>
        )}
      </div>
    </Sheet>
  );
}
