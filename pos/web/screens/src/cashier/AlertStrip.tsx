// One strip for the worst of what is wrong around the till. It lies below the tiles, which must not move.

import { NoNetworkIcon, PrinterIcon } from "../common/icons";
import { isAway } from "./connection";
import { devices } from "./state";
import { t } from "./words";

export function AlertStrip() {
  const { printer } = devices.value;
  if (isAway.value) {
    return (
      <p class="strip strip-bad" role="alert" data-testid="strip">
        <NoNetworkIcon />
        <span>{t("away_strip")}</span>
      </p>
    );
  }
  if (printer === "ok") return null;
  const isLow = printer === "paper_low";
  return (
    <p class="strip strip-warn" role="status" data-testid="strip">
      <PrinterIcon />
      <span>
        <b>{t(`printer_${printer}`)}</b> · {t(isLow ? "printer_low_strip" : "printer_strip")}
      </span>
    </p>
  );
}
