// Try it: a person, dishes and a moment on the left; the price with its reasons on the right.

import { BowlIcon, WaitIcon } from "../common/icons";
import { priced } from "../common/money";
import { ProblemBox } from "../common/ProblemBox";
import { Quote } from "./Quote";
import { choice, faults, prices } from "./state";
import { Dishes, Moment } from "./TryDishes";
import { Person, UsedBefore } from "./TryPerson";
import { asked, refusal, tried } from "./tryState";
import { t } from "./words";

function Difference({ fen }: { fen: number }) {
  const [word, look] =
    fen < 0
      ? (["pays_less", "good"] as const)
      : fen > 0
        ? (["pays_more", "warn"] as const)
        : (["pays_same", "same"] as const);
  return (
    <p class={`difference difference-${look}`} data-testid="difference">
      {t(word, { amount: priced(Math.abs(fen)) })}
    </p>
  );
}

function Answer() {
  const answered = tried.value;
  if (choice.value === "draft" && faults.value.size > 0) return <p class="blank">{t("fix_first")}</p>;
  // Of another question than the refused one: no price at all is better than a wrong one.
  if (refusal.value !== null && answered?.of !== asked.value) return null;
  if (answered === null) {
    return (
      <div class="blank try-blank">
        {asked.value === "" ? <BowlIcon /> : <WaitIcon />}
        <b>{asked.value === "" ? t("no_lines") : t("loading")}</b>
        <span>{t("try_hint")}</span>
      </div>
    );
  }
  const { chosen, in_force, difference_fen } = answered.answer;
  const isSame =
    in_force?.scheme.hash === chosen.scheme.hash && in_force.scheme.version === chosen.scheme.version;
  const isDraft = choice.value === "draft";
  const version = prices.value?.versions.find((one) => one.version === chosen.scheme.version);
  return (
    <div
      class={answered.of === asked.value ? "" : "is-dim"}
      data-testid="tried"
      data-current={answered.of === asked.value}
    >
      {isSame ? (
        <p class="difference difference-same">{t("same_as_now")}</p>
      ) : in_force === null || difference_fen === null ? (
        <p class="difference difference-same">{t("none_in_force")}</p>
      ) : (
        <Difference fen={difference_fen} />
      )}
      <div class="quotes">
        <Quote
          tried={chosen}
          title={t("version", { n: chosen.scheme.version })}
          mark={isDraft ? "draft" : isSame ? "in_force" : (version?.state ?? "scheduled")}
          name="chosen"
        />
        {!isSame && in_force !== null && (
          <Quote
            tried={in_force}
            title={t("version", { n: in_force.scheme.version })}
            mark="on_day"
            name="in-force"
          />
        )}
      </div>
    </div>
  );
}

export function TryPage() {
  return (
    <div class="try">
      <div class="try-form">
        <Person />
        <Dishes />
        <Moment />
        <UsedBefore />
      </div>
      <div class="try-answer" role="region" aria-label={t("tab_try")} tabIndex={0}>
        <ProblemBox problem={refusal} />
        <Answer />
      </div>
    </div>
  );
}
