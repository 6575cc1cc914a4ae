// All prepaid money with its warnings, and the balances that sleep.

import { useEffect, useState } from "preact/hooks";
import { priced } from "../../common/money";
import { goTo } from "../state";
import { dormant, loadLists, prepaid } from "./state";
import { t } from "./words";

const MONTHS = [3, 6, 12, 24];

export function ListsPage() {
  const [months, setMonths] = useState(12);
  useEffect(() => loadLists(months), [months]);
  const [total, asleep] = [prepaid.value, dormant.value];
  return (
    <div class="care-lists">
      {total !== null && (
        <section class={`care-prepaid care-level-${total.level}`} data-testid="prepaid" data-level={total.level}>
          <h2>{t("prepaid")}</h2>
          <b>{priced(total.total_fen)}</b>
          <p>
            {t("wallets", { n: total.wallets })} · {t(`level_${total.level}`)}
          </p>
        </section>
      )}
      <section>
        <h2>{t("dormant")}</h2>
        <div class="care-choice" role="group" aria-label={t("months")}>
          {MONTHS.map((one) => (
            <button
              type="button"
              class="wide"
              key={one}
              data-testid={`months-${one}`}
              aria-pressed={months === one}
              onClick={() => setMonths(one)}
            >
              {one} {t("months")}
            </button>
          ))}
        </div>
        {asleep !== null && (
          <>
            <p class="find-help">{t("dormant_since", { n: asleep.months, day: asleep.before_date })}</p>
            <ul class="hits" data-testid="dormant">
              {asleep.members.length === 0 && <li class="find-help">{t("nobody")}</li>}
              {asleep.members.map((one) => (
                <li key={one.code}>
                  <button type="button" class="wide" onClick={() => goTo(one.code)}>
                    {one.code} · {priced(one.balance_fen)} ·{" "}
                    {t("last_moved", { day: one.last_moved_at.slice(0, 10) })}
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </section>
    </div>
  );
}
