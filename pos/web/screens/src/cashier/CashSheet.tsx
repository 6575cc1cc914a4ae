// Cash: exact, a usual note, or a typed amount. The change is the server's and is shown after the sale.

import { useState } from "preact/hooks";
import { NumberKeys } from "../common/Keys";
import { parseYuan, priced } from "../common/money";
import { Sheet } from "../common/Sheet";
import { answer, mayTakeCash, pay, wallet } from "./selling";
import { sheet } from "./state";
import { tt } from "./tenderWords";
import { t } from "./words";

const NOTES_FEN = [20_00, 50_00, 100_00];
const TYPED = /^\d{0,5}(\.\d{0,2})?$/;

type TakeCash = (received_fen: number) => void;

function takeAll(received_fen: number): void {
  pay([{ kind: "cash", received_fen }]);
}

function takeRest(received_fen: number): void {
  pay([{ kind: "wallet" }, { kind: "cash", received_fen }]);
}

function Typed({ total_fen, takeCash }: { total_fen: number; takeCash: TakeCash }) {
  const [typed, setTyped] = useState("");
  const received_fen = parseYuan(typed);
  const isEnough = received_fen !== null && received_fen >= total_fen;
  return (
    <form
      class="cash-typed"
      onSubmit={(event) => {
        event.preventDefault();
        if (isEnough) takeCash(received_fen);
      }}
    >
      <label class="field">
        <span>{t("cash_typed")}</span>
        <input
          inputMode="none"
          autocomplete="off"
          data-testid="cash-amount"
          value={typed}
          onInput={(event) => {
            const { value } = event.currentTarget;
            if (TYPED.test(value)) setTyped(value);
            else event.currentTarget.value = typed;
          }}
        />
      </label>
      <NumberKeys value={typed} extra="." onType={(value) => TYPED.test(value) && setTyped(value)} />
      <button
        type="submit"
        class="primary"
        data-testid="cash-confirm"
        disabled={!isEnough || !mayTakeCash.value}
      >
        {t("cash_confirm")} {received_fen !== null && priced(received_fen)}
      </button>
    </form>
  );
}

export function CashSheet({ isRest }: { isRest: boolean }) {
  const total_fen = (isRest ? wallet.value?.cash_fen : answer.value?.cash_fen) ?? 0;
  const takeCash = isRest ? takeRest : takeAll;
  const isReady = mayTakeCash.value;
  return (
    <Sheet
      title={t("cash_title")}
      name="cash"
      onClose={() => {
        sheet.value = null;
      }}
    >
      <div class="cash">
        <div class="cash-quick">
          {isRest && (
            <p class="cash-part">
              <span>{t("split_by_card")}</span>
              <b>{priced(wallet.value?.part_fen ?? 0)}</b>
            </p>
          )}
          <p class={`cash-total ${isReady ? "" : "is-dim"}`}>
            <span>{isRest ? t("split_rest") : t("total")}</span>
            <b>{priced(total_fen)}</b>
          </p>
          <button
            type="button"
            class="primary"
            data-testid="cash-exact"
            disabled={!isReady}
            onClick={() => takeCash(total_fen)}
          >
            {t("cash_exact", { amount: priced(total_fen) })}
          </button>
          {NOTES_FEN.map((note_fen) => (
            <button
              type="button"
              key={note_fen}
              class="wide"
              data-testid={`cash-note-${note_fen}`}
              disabled={!isReady || note_fen < total_fen}
              onClick={() => takeCash(note_fen)}
            >
              {t("cash_note", { amount: priced(note_fen) })}
            </button>
          ))}
          <button
            type="button"
            class="wide"
            data-testid="split-open"
            disabled={!isReady}
            onClick={() => {
              sheet.value = { kind: "split" };
            }}
          >
            {tt("split_open")}
          </button>
          <p class="hint">{t("cash_hint")}</p>
        </div>
        <Typed total_fen={total_fen} takeCash={takeCash} />
      </div>
    </Sheet>
  );
}
