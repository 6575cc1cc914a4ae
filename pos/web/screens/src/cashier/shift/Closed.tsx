// After the close: what the Z-report says, which is being printed.

import { priced } from "../../common/money";
import { Sheet } from "../../common/Sheet";
import { t } from "./words";
import { Difference } from "./CloseForm";
import { closed } from "./state";
import type { Report } from "./wire";

export function Closed({ report }: { report: Report }) {
  const { cash } = report.figures;
  const leave = (): void => {
    closed.value = null;
  };
  return (
    <Sheet title={t("shift_is_closed")} name="closed" onClose={leave}>
      <div class="shift" data-testid="z-report">
        <p class="z-name" data-testid="z-name">
          {report.name}
        </p>
        <p>{t("close_shift_hint", { cashier: report.cashier, date: report.business_date })}</p>
        <Difference fen={cash.over_short_fen} />
        <dl class="z-figures">
          <dt>{t("z_handed_over")}</dt>
          <dd>{priced(cash.handed_over_fen)}</dd>
          <dt>{t("z_left")}</dt>
          <dd>{priced(cash.left_fen)}</dd>
        </dl>
        <p class="hint">{t("z_printing")}</p>
        <button type="button" class="primary" data-testid="z-done" onClick={leave}>
          {t("z_done")}
        </button>
      </div>
    </Sheet>
  );
}
