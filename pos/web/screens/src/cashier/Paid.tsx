// A paid ticket. It waits for nothing: the next dish begins the next ticket.

import { CheckIcon } from "../common/icons";
import { say } from "../common/language";
import { priced, yuan } from "../common/money";
import type { Order, PaidTender } from "../common/wire";
import { UndoLast } from "./UndoLast";
import { tenderName } from "./tenderName";
import { t } from "./words";

function CashEnd({ tender }: { tender: PaidTender }) {
  if (tender.received_fen === null || tender.change_fen === null) return null;
  return (
    <>
      <div class="paid-row">
        <span>{t("paid_cash")}</span>
        <b>{priced(tender.received_fen)}</b>
      </div>
      <div class="paid-row paid-main">
        <span>{t("change")}</span>
        <b data-testid="change">{priced(tender.change_fen)}</b>
      </div>
    </>
  );
}

export function Paid({ order }: { order: Order }) {
  const count = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  return (
    <section class="paid" role="status" data-testid="success">
      <span class="paid-mark" aria-hidden="true">
        <CheckIcon />
      </span>
      <h2>{t("paid")}</h2>
      <p class="paid-total" data-testid="paid-total">
        {priced(order.total_fen)}
      </p>
      <p class="paid-number" data-testid="order-number">
        {order.number} · {t("portions_each", { n: count })}
        {order.member_name !== null && ` · ${order.member_name}`}
      </p>
      <div class="paid-rows">
        {order.tenders.length > 1 &&
          order.tenders.map((tender) => (
            <div class="paid-row" key={`${tender.kind}${tender.voucher}${tender.means}`} data-testid={`paid-by-${tender.kind}`}>
              <span>{tenderName(tender)}</span>
              <b>{priced(tender.amount_fen)}</b>
            </div>
          ))}
        {order.tenders.map((tender) => (
          <CashEnd key={tender.kind} tender={tender} />
        ))}
        {order.balance_after_fen !== null && (
          <div class="paid-row paid-main">
            <span>{t("new_balance")}</span>
            <b data-testid="new-balance">{priced(order.balance_after_fen)}</b>
          </div>
        )}
      </div>
      <ul class="paid-lines">
        {order.lines.map((line) => (
          <li key={line.name.zh}>
            <span>
              {say(line.name)} × {line.quantity}
            </span>
            <span>{yuan(line.total_fen)}</span>
          </li>
        ))}
      </ul>
      <UndoLast order={order} />
      <p class="paid-hint">
        {order.card_tail !== null && <span>{t("take_card")}</span>}
        <span>{t("next_hint")}</span>
      </p>
    </section>
  );
}
