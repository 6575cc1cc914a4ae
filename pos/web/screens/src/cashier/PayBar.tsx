// The two ways to pay, and why one of them may not be used now.

import { CashIcon, WaitIcon, WarnIcon } from "../common/icons";
import { say } from "../common/language";
import { priced } from "../common/money";
import type { Barred } from "../common/wire";
import type { Gate } from "./gate";
import { gate, mayTakeCash, pay } from "./selling";
import { sheet } from "./state";
import { type CashierWord, t } from "./words";

type Waiting = Exclude<Gate["state"], "ready" | "too_low" | "barred">;

const WAITING: Record<Waiting, { word: CashierWord; hint?: CashierWord; isBusy?: boolean }> = {
  pending: { word: "pay_pending", hint: "pay_pending_hint", isBusy: true },
  checking: { word: "pay_checking", hint: "pay_checking_hint", isBusy: true },
  joining: { word: "joining" },
  no_shift: { word: "shift_closed" },
  empty: { word: "pay_empty" },
  away: { word: "pay_away" },
  trouble: { word: "pay_trouble" },
  quoting: { word: "pay_quoting" },
  no_card: { word: "pay_no_card" },
  reader_trouble: { word: "pay_reader" },
  reading: { word: "pay_reading" },
  card_problem: { word: "pay_card_problem" },
  names_only: { word: "pay_names_only", hint: "pay_names_only_hint" },
};

function openCash(): void {
  sheet.value = { kind: "cash", isRest: false };
}

function openRest(): void {
  sheet.value = { kind: "cash", isRest: true };
}

function PayButton({ now }: { now: Exclude<Gate, { state: "too_low" | "barred" }> }) {
  if (now.state === "ready") {
    return (
      <button type="button" class="pay" data-testid="pay" onClick={() => pay([{ kind: "wallet" }])}>
        <b>{t("pay_card", { amount: priced(now.total_fen) })}</b>
        {now.after_fen !== null && <small>{t("after_paying", { amount: priced(now.after_fen) })}</small>}
      </button>
    );
  }
  const { word, hint, isBusy } = WAITING[now.state];
  return (
    <button
      type="button"
      class={`pay ${isBusy === true ? "is-busy" : ""}`}
      data-testid="pay"
      data-state={now.state}
      disabled
    >
      <b>
        {isBusy === true && <WaitIcon />}
        {t(word)}
      </b>
      {hint !== undefined && <small>{t(hint)}</small>}
    </button>
  );
}

function TooLow({ short_fen, part_fen }: { short_fen: number; part_fen: number }) {
  return (
    <div class="too-low" data-testid="too-low">
      <p role="alert">
        <WarnIcon /> {t("too_low")} <b data-testid="short">{priced(short_fen)}</b>
      </p>
      {part_fen > 0 && (
        <button type="button" class="pay is-split" data-testid="split" onClick={openRest}>
          <b>{t("split_card", { amount: priced(part_fen) })}</b>
          <small>{t("split_cash", { amount: priced(short_fen) })}</small>
        </button>
      )}
      <button type="button" class="wide" data-testid="cash" onClick={openCash}>
        <CashIcon />
        {t("pay_all_cash")}
      </button>
    </div>
  );
}

function NotAdmitted({ barred }: { barred: Barred[] }) {
  return (
    <div class="too-low not-admitted" data-testid="barred">
      <p role="alert">
        <WarnIcon /> <b>{t("barred")}</b>
      </p>
      <ul>
        {barred.map((one) => (
          <li key={one.rule}>
            <b>{say(one.name)}</b> {say(one.reason)}
          </li>
        ))}
      </ul>
    </div>
  );
}

export function PayBar() {
  const now = gate.value;
  if (now.state === "barred") return <NotAdmitted barred={now.barred} />;
  if (now.state === "too_low") return <TooLow short_fen={now.short_fen} part_fen={now.part_fen} />;
  return (
    <div class="pay-bar">
      <button type="button" class="other" data-testid="cash" disabled={!mayTakeCash.value} onClick={openCash}>
        <CashIcon />
        <span>
          <b>{t("other_tender")}</b>
          <small>{t("cash")}</small>
        </span>
      </button>
      <PayButton now={now} />
    </div>
  );
}
