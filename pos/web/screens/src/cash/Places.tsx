// Where the cash is: drawers, the safe, the bank; and who was over or short.

import { say } from "../common/language";
import { priced } from "../common/money";
import { closing, isBanking } from "./state";
import type { Cash, Drawer } from "./wire";
import { t } from "./words";

function DrawerRow({ drawer }: { drawer: Drawer }) {
  const { shift } = drawer;
  return (
    <li class="drawer" data-testid={`drawer-${drawer.till}`}>
      <b>{say(drawer.name)}</b>
      {shift === null ? (
        <span>{t("nobody")}</span>
      ) : (
        <span>{drawer.is_forgotten ? t("forgotten", { ...shift, date: shift.business_date }) : shift.cashier}</span>
      )}
      {drawer.is_forgotten ? (
        <button
          type="button"
          class="primary"
          data-testid={`forgotten-${drawer.till}`}
          onClick={() => {
            closing.value = drawer;
          }}
        >
          {t("forgotten_close")}
        </button>
      ) : (
        <b class="sum">{drawer.held_fen !== null && priced(drawer.held_fen)}</b>
      )}
    </li>
  );
}

function OverShort({ rows }: { rows: Cash["over_short"] }) {
  return (
    <table class="office-table" data-testid="over-short-table">
      <thead>
        <tr>
          <th>{t("cashier")}</th>
          <th>{t("closes")}</th>
          <th>{t("uncounted")}</th>
          <th>{t("over")}</th>
          <th>{t("short")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.cashier}>
            <th scope="row">{row.cashier}</th>
            <td>{row.closes}</td>
            <td>{row.uncounted}</td>
            <td>{priced(row.over_fen)}</td>
            <td>{priced(row.short_fen)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Places({ cash }: { cash: Cash }) {
  return (
    <section class="places">
      <dl class="sums">
        <div>
          <dt>{t("safe")}</dt>
          <dd data-testid="safe">{priced(cash.safe_fen)}</dd>
          {cash.safe_fen < 0 && <p class="notice">{t("safe_negative")}</p>}
        </div>
        <div>
          <dt>{t("bank")}</dt>
          <dd data-testid="bank">{priced(cash.bank_fen)}</dd>
        </div>
        <div>
          <dt>{t("petty_cash")}</dt>
          <dd>{priced(cash.petty_cash_fen)}</dd>
        </div>
      </dl>
      <button
        type="button"
        class="wide"
        data-testid="banking"
        onClick={() => {
          isBanking.value = true;
        }}
      >
        {t("banking")}
      </button>
      <h2>{t("drawers")}</h2>
      <ul class="drawers">
        {cash.drawers.map((drawer) => (
          <DrawerRow key={drawer.till} drawer={drawer} />
        ))}
      </ul>
      <h2>{t("over_short")}</h2>
      <OverShort rows={cash.over_short} />
    </section>
  );
}
