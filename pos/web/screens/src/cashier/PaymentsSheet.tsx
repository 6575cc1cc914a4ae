// What others took, or may have taken, and no order has: from any till of the site it can be asked about and decided.

import { useState } from "preact/hooks";
import { timeOf } from "../common/clock";
import { priced } from "../common/money";
import { ProblemBox } from "../common/ProblemBox";
import { Sheet } from "../common/Sheet";
import type { ExternalPayment } from "../common/wire";
import { act, isBusy, problem } from "./splitting";
import { open, sheet, ticket } from "./state";
import { tt } from "./tenderWords";
import { t } from "./words";

function Decide({ payment }: { payment: ExternalPayment }) {
  const [slip, setSlip] = useState("");
  const [reason, setReason] = useState("");
  const isUndecided = payment.state === "pending" || payment.state === "unknown";
  const isReady = reason.trim() !== "" && !isBusy.value;
  return (
    <div class="open-decide">
      {isUndecided && (
        <label class="field">
          <span>{tt("slip_typed")}</span>
          <input autocomplete="off" value={slip} data-testid="decide-slip" onInput={(event) => setSlip(event.currentTarget.value)} />
        </label>
      )}
      <label class="field">
        <span>{tt("payment_reason")}</span>
        <input autocomplete="off" value={reason} data-testid="decide-reason" onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
      {isUndecided ? (
        <>
          <button
            type="button"
            class="primary"
            data-testid="decide-paid"
            disabled={!isReady || slip.trim().length < 4}
            onClick={() => void act(payment, "decide", { reference: slip, reason })}
          >
            {tt("slip_confirm")}
          </button>
          <button
            type="button"
            class="wide"
            data-testid="decide-none"
            disabled={!isReady}
            onClick={() => void act(payment, "decide", { reference: null, reason })}
          >
            {tt("payment_none")}
          </button>
        </>
      ) : (
        <button
          type="button"
          class="primary"
          data-testid="give-back"
          disabled={!isReady}
          onClick={() => void act(payment, "give-back", { reason })}
        >
          {tt("payment_give_back")}
        </button>
      )}
    </div>
  );
}

function Row({ payment }: { payment: ExternalPayment }) {
  const [isDeciding, setDeciding] = useState(false);
  const isUndecided = payment.state === "pending" || payment.state === "unknown";
  return (
    <li class="open-payment" data-testid={`payment-${payment.id}`} data-state={payment.state}>
      <p>
        <b>
          {t(`means_${payment.means}`)} {priced(payment.amount_fen)}
        </b>
        <span>{tt(`state_${payment.state}`)}</span>
        <small>
          {payment.till} · {payment.by} · {timeOf(payment.at)}
        </small>
      </p>
      <div class="open-acts">
        {isUndecided && payment.provider === "terminal" && (
          <button type="button" class="wide" data-testid="payment-ask" disabled={isBusy.value} onClick={() => void act(payment, "ask")}>
            {tt("payment_ask")}
          </button>
        )}
        {isUndecided && (
          <button type="button" class="wide" data-testid="payment-cancel" disabled={isBusy.value} onClick={() => void act(payment, "cancel")}>
            {tt("payment_cancel")}
          </button>
        )}
        <button
          type="button"
          class="wide"
          data-testid="payment-decide"
          aria-pressed={isDeciding}
          onClick={() => setDeciding(!isDeciding)}
        >
          {tt(isUndecided ? "payment_decide" : "payment_give_back")}
        </button>
      </div>
      {isDeciding && <Decide payment={payment} />}
    </li>
  );
}

export function PaymentsSheet() {
  const others = open.value.payments.filter((each) => each.order !== ticket.value.id);
  return (
    <Sheet
      title={tt("open_payments_title")}
      name="cash"
      onClose={() => {
        sheet.value = null;
      }}
    >
      <ProblemBox problem={problem} />
      <p class="hint">{tt("open_payments_hint")}</p>
      <ul class="open-list">
        {others.map((payment) => (
          <Row key={payment.id} payment={payment} />
        ))}
      </ul>
      {others.length === 0 && <p>{tt("open_payments_none")}</p>}
    </Sheet>
  );
}
