// Paying in more than one way: what pays already on the left, what may pay the rest on the right.

import { useState } from "preact/hooks";
import { CrossIcon, WaitIcon } from "../common/icons";
import { NumberKeys } from "../common/Keys";
import { priced } from "../common/money";
import { ProblemBox } from "../common/ProblemBox";
import { Sheet } from "../common/Sheet";
import type { ExternalPayment, Means } from "../common/wire";
import { wallet } from "./selling";
import { act, chargeOthers, choose, chosen, finish, isBusy, plan, problem, unchoose, waiting } from "./splitting";
import { open, sheet } from "./state";
import { tenderName } from "./tenderName";
import { tt } from "./tenderWords";
import { t } from "./words";

const MEANS: Means[] = ["wechat", "alipay", "bank"];
const VOUCHER_DIGITS = 12;

function close(): void {
  sheet.value = null;
}

function Chosen() {
  const now = plan.value;
  if (now === null) return null;
  const own = chosen.value;
  return (
    <ul class="split-list">
      {now.payments.map((payment, place) => {
        const tender = own[place - (now.payments.length - own.length)];
        return (
          <li key={`${payment.kind}${payment.voucher}${place}`} data-testid={`split-part-${payment.kind}`}>
            <span>
              {tenderName(payment)}
              {payment.kind === "external" && <small>{tt("split_confirmed")}</small>}
              {payment.lost_fen > 0 && <small>{tt("split_lost", { amount: priced(payment.lost_fen) })}</small>}
            </span>
            <b>{priced(payment.amount_fen)}</b>
            {tender !== undefined && (
              <button
                type="button"
                class="square"
                aria-label={tt("split_remove")}
                onClick={() => void unchoose(tender)}
              >
                <CrossIcon />
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Waiting({ payment }: { payment: ExternalPayment }) {
  const [slip, setSlip] = useState("");
  const isManual = payment.provider === "manual";
  return (
    <div class="cash-typed" data-testid="split-waiting" data-state={payment.state}>
      <p class="split-waiting">
        <WaitIcon />
        <span>
          {t(`means_${payment.means}`)} <b>{priced(payment.amount_fen)}</b> · {tt(`state_${payment.state}`)}
        </span>
      </p>
      {isManual && (
        <>
          <label class="field">
            <span>{tt("slip_typed")}</span>
            <input
              autocomplete="off"
              data-testid="slip"
              value={slip}
              onInput={(event) => setSlip(event.currentTarget.value)}
            />
          </label>
          <NumberKeys value={slip} extra="00" onType={setSlip} />
          <button
            type="button"
            class="primary"
            data-testid="slip-confirm"
            disabled={slip.trim().length < 4 || isBusy.value}
            onClick={() => void act(payment, "confirm", { reference: slip })}
          >
            {tt("slip_confirm")}
          </button>
        </>
      )}
      {!isManual && (
        <button
          type="button"
          class="primary"
          data-testid="split-ask"
          disabled={isBusy.value}
          onClick={() => void act(payment, "ask")}
        >
          {tt("payment_ask")}
        </button>
      )}
      <button
        type="button"
        class="wide"
        data-testid="split-cancel"
        disabled={isBusy.value}
        onClick={() => void act(payment, "cancel")}
      >
        {tt("payment_cancel")}
      </button>
    </div>
  );
}

function Voucher({ onDone }: { onDone: () => void }) {
  const [typed, setTyped] = useState("");
  const take = (value: string) => setTyped(value.replace(/\D/g, "").slice(0, VOUCHER_DIGITS));
  const use = async () => {
    if (await choose({ kind: "voucher", voucher: typed })) onDone();
    else setTyped("");
  };
  return (
    <form
      class="cash-typed"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.length === VOUCHER_DIGITS) void use();
      }}
    >
      <label class="field">
        <span>{tt("split_voucher_typed")}</span>
        <input
          inputMode="none"
          autocomplete="off"
          data-testid="voucher"
          value={typed}
          onInput={(event) => take(event.currentTarget.value)}
        />
      </label>
      <NumberKeys value={typed} extra="00" onType={take} />
      <button
        type="submit"
        class="primary"
        data-testid="voucher-use"
        disabled={typed.length !== VOUCHER_DIGITS || isBusy.value}
      >
        {tt("split_voucher_add")}
      </button>
      <button type="button" class="wide" onClick={onDone}>
        {tt("split_back")}
      </button>
    </form>
  );
}

function Ways({ left_fen, onVoucher }: { left_fen: number; onVoucher: () => void }) {
  const hasTerminal = open.value.providers.includes("terminal");
  const [isManual, setManual] = useState(!hasTerminal);
  const mayUseCard = (wallet.value?.part_fen ?? 0) > 0 && chosen.value.every(({ kind }) => kind !== "wallet");
  const provider = isManual ? "manual" : "terminal";
  return (
    <div class="cash-typed">
      {mayUseCard && (
        <button
          type="button"
          class="wide"
          data-testid="split-wallet"
          disabled={isBusy.value}
          onClick={() => void choose({ kind: "wallet" })}
        >
          {tt("split_wallet")}
        </button>
      )}
      {MEANS.map((means) => (
        <button
          type="button"
          class="wide"
          key={means}
          data-testid={`split-${means}`}
          disabled={isBusy.value}
          onClick={() => void chargeOthers(means, provider)}
        >
          {tt("split_charge", { means: t(`means_${means}`), amount: priced(left_fen) })}
        </button>
      ))}
      {hasTerminal && (
        <button
          type="button"
          class="wide"
          data-testid="split-manual"
          aria-pressed={isManual}
          onClick={() => setManual(!isManual)}
        >
          {tt("split_manual")}
        </button>
      )}
      <button type="button" class="wide" data-testid="split-voucher" disabled={isBusy.value} onClick={onVoucher}>
        {tt("split_voucher")}
      </button>
    </div>
  );
}

const NOTES_FEN = [20_00, 50_00, 100_00];

function Cash({ cash_fen }: { cash_fen: number }) {
  return (
    <>
      <button
        type="button"
        class="primary"
        data-testid="split-cash"
        disabled={isBusy.value}
        onClick={() => finish(cash_fen)}
      >
        {tt("split_cash_exact", { amount: priced(cash_fen) })}
      </button>
      <div class="split-notes">
        {NOTES_FEN.map((note_fen) => (
          <button
            type="button"
            class="wide"
            key={note_fen}
            data-testid={`split-note-${note_fen}`}
            disabled={note_fen < cash_fen || isBusy.value}
            onClick={() => finish(note_fen)}
          >
            {t("cash_note", { amount: priced(note_fen) })}
          </button>
        ))}
      </div>
    </>
  );
}

export function SplitSheet() {
  const [isTyping, setTyping] = useState(false);
  const now = plan.value;
  const payment = waiting.value;
  const left_fen = now?.left_fen ?? null;
  return (
    <Sheet title={tt("split_title")} name="cash" onClose={close}>
      <ProblemBox problem={problem} />
      <div class="cash">
        <div class="cash-quick">
          <Chosen />
          <p class="cash-total">
            <span>{tt("split_left")}</span>
            <b data-testid="split-left">{left_fen === null ? "¥…" : priced(left_fen)}</b>
          </p>
          {payment === undefined && left_fen !== null && now !== null && left_fen > 0 && <Cash cash_fen={now.cash_fen} />}
          {payment === undefined && left_fen === 0 && (
            <button type="button" class="primary" data-testid="split-finish" onClick={() => finish(null)}>
              {tt("split_finish")}
            </button>
          )}
        </div>
        {payment !== undefined && <Waiting payment={payment} />}
        {payment === undefined && isTyping && <Voucher onDone={() => setTyping(false)} />}
        {payment === undefined && !isTyping && left_fen !== null && left_fen > 0 && (
          <Ways left_fen={left_fen} onVoucher={() => setTyping(true)} />
        )}
      </div>
    </Sheet>
  );
}
