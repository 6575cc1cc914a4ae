// The bar at the top: which meal, and whether everything that was tapped has arrived.

import { LockButton } from "../common/Guarded";
import { Chip, Clock, Head, LanguageButton, NetworkChip } from "../common/Head";
import { CopyIcon, WaitIcon } from "../common/icons";
import { say } from "../common/language";
import { ask, menu, period, queue, reach, showPeriod } from "./state";
import { t } from "./words";

function Periods() {
  return (
    <nav class="periods" aria-label={t("meals")}>
      {menu.value?.meal_periods.map((meal) => (
        <button
          type="button"
          key={meal.code}
          aria-pressed={meal.code === period.value}
          data-testid={`period-${meal.code}`}
          onClick={() => showPeriod(meal.code)}
        >
          <b>{say(meal.name)}</b>
          <small>
            {meal.starts}–{meal.ends}
          </small>
        </button>
      ))}
    </nav>
  );
}

export function Header() {
  const waiting = queue.value.length;
  return (
    <Head title={t("kitchen")}>
      <Periods />
      <span class="head-gap" />
      {waiting > 0 && (
        <Chip icon={<WaitIcon />} label={t("pending")} state={t("waiting", { n: waiting })} health="poor" />
      )}
      <NetworkChip reach={reach.value} />
      <button
        type="button"
        class="head-button head-copy"
        data-testid="copy"
        onClick={() => ask({ kind: "copy", period: period.value })}
      >
        <CopyIcon />
        <span>{t("copy")}</span>
      </button>
      <LanguageButton />
      <LockButton />
      <Clock />
    </Head>
  );
}
