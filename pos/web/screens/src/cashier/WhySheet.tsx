// Why one line costs what it costs: what was applied and who bears it, and what was not applied and why.

import { CheckIcon, CrossIcon } from "../common/icons";
import { say } from "../common/language";
import { reduced, yuan } from "../common/money";
import { Sheet } from "../common/Sheet";
import type { QuoteLine } from "../common/wire";
import { quote } from "./selling";
import { sheet, ticket } from "./state";
import { t } from "./words";

/** The usual payers by name; others as the server writes them. */
function payerName(payer: string): string {
  if (payer === "canteen" || payer === "district" || payer === "street") return t(`payer_${payer}`);
  const named = quote.value?.reductions.find((one) => one.payer === payer)?.payer_name ?? null;
  return named === null ? payer : say(named);
}

function Reasons({ quoted }: { quoted: QuoteLine }) {
  return (
    <ul class="reasons">
      {quoted.reductions.map((reduction) => (
        <li key={reduction.rule} class="reason is-applied">
          <CheckIcon />
          <span>
            <b>{say(reduction.name)}</b>
            <small>
              {say(reduction.reason)} · {t(`kind_${reduction.kind}`)} ·{" "}
              {t("paid_by", { payer: payerName(reduction.payer) })}
            </small>
          </span>
          <b class="reason-amount">{reduced(reduction.amount_fen)}</b>
        </li>
      ))}
      {quoted.reductions.length === 0 && <li class="reason">{t("nothing_applied")}</li>}
      {quoted.declined.length > 0 && <li class="reason-head">{t("declined")}</li>}
      {quoted.declined.map((declined) => (
        <li key={declined.rule} class="reason">
          <CrossIcon />
          <span>{say(declined.reason)}</span>
        </li>
      ))}
    </ul>
  );
}

export function WhySheet({ menu_item_id }: { menu_item_id: number }) {
  const line = ticket.value.lines.find((one) => one.menu_item_id === menu_item_id);
  const quoted = quote.value?.lines.find((one) => one.menu_item_id === menu_item_id);
  if (line === undefined || quoted === undefined) return null;
  return (
    <Sheet
      title={`${say(line.name)} × ${quoted.quantity} · ${t("why")}`}
      name="why"
      onClose={() => {
        sheet.value = null;
      }}
    >
      <p class="why-ends">
        <span>{t("list_price")}</span>
        <b>{yuan(quoted.list_fen)}</b>
      </p>
      <Reasons quoted={quoted} />
      <p class="why-ends why-total">
        <span>{t("you_pay")}</span>
        <b>{yuan(quoted.total_fen)}</b>
      </p>
    </Sheet>
  );
}
