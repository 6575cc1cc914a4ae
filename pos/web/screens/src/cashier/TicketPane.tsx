// The right side: member, ticket, sums, payment.

import { BinIcon, CrossIcon, WarnIcon } from "../common/icons";
import { sentence } from "../common/problem";
import { word } from "../common/words";
import { t as held } from "./holdWords";
import { HeldBanner } from "./HoldSheets";
import { Lines } from "./Lines";
import { MemberPanel } from "./MemberPanel";
import { Paid } from "./Paid";
import { PayBar } from "./PayBar";
import { clearTicket, isFrozen } from "./selling";
import { lastOrder, notice, type Notice, sheet, ticket, waitingHolds } from "./state";
import { Sums } from "./Sums";
import { countPortions } from "./ticket";
import { t } from "./words";

function noticeText(shown: Notice): string {
  return shown.kind === "word" ? t(shown.word) : sentence(shown.refusal);
}

function NoticeBox() {
  const shown = notice.value;
  return (
    <div role="alert">
      {shown !== null && (
        <p
          class="notice"
          data-testid="problem"
          data-code={shown.kind === "word" ? shown.word : shown.refusal.code}
        >
          <WarnIcon />
          <span>{noticeText(shown)}</span>
          <button
            type="button"
            class="square"
            aria-label={word("close")}
            onClick={() => {
              notice.value = null;
            }}
          >
            <CrossIcon />
          </button>
        </p>
      )}
    </div>
  );
}

function TicketHead() {
  const count = countPortions(ticket.value);
  return (
    <header class="ticket-head">
      <h2>{t("ticket")}</h2>
      <span>{count > 0 && t("portions", { n: count })}</span>
      <button
        type="button"
        class="ticket-hold"
        data-testid="hold"
        disabled={count === 0 || isFrozen.value}
        onClick={() => {
          sheet.value = { kind: "hold" };
        }}
      >
        {held("hold")}
      </button>
      <button
        type="button"
        class="ticket-hold"
        data-testid="holds"
        disabled={isFrozen.value}
        onClick={() => {
          sheet.value = { kind: "holds" };
        }}
      >
        {held("holds_button", { n: waitingHolds.value.length })}
      </button>
      <button
        type="button"
        class="square square-bad"
        aria-label={t("clear_ticket")}
        data-testid="clear"
        disabled={count === 0 || isFrozen.value}
        onClick={clearTicket}
      >
        <BinIcon />
      </button>
    </header>
  );
}

export function TicketPane() {
  const isPaid = lastOrder.value !== null && ticket.value.lines.length === 0;
  return (
    <aside class="ticket" aria-label={t("ticket")}>
      <MemberPanel />
      {isPaid && lastOrder.value !== null ? (
        <Paid order={lastOrder.value} />
      ) : (
        <>
          <TicketHead />
          <HeldBanner />
          <Lines />
          <Sums />
        </>
      )}
      <NoticeBox />
      <PayBar />
    </aside>
  );
}
