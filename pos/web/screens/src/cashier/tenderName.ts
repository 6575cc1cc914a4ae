// How a tender is called: by who takes it, and a voucher by the end of its number.

import type { Means, TenderKind } from "../common/wire";
import { tt } from "./tenderWords";
import { t } from "./words";

interface Named {
  kind: TenderKind;
  means: Means | null;
  voucher: string | null;
}

export function tenderName({ kind, means, voucher }: Named): string {
  if (means !== null) return t(`means_${means}`);
  if (kind === "voucher") return `${tt("split_voucher")} ${voucher ?? ""}`;
  return kind === "wallet" ? t("paid_by_wallet") : t("paid_by_cash");
}
