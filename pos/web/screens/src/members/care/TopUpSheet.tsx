// Money in, in few taps: an amount, a means, and the balance that the server says it leads to.

import { useState } from "preact/hooks";
import { AmountField, QuickAmounts } from "../../common/Amount";
import { parseYuan, priced } from "../../common/money";
import { ProblemBox } from "../../common/ProblemBox";
import { Sheet } from "../../common/Sheet";
import { newId } from "../../common/uuid";
import { isBusy, problem } from "../state";
import { act, askResulting, atDesk, type Means, resulting, sheet } from "./state";
import { DeskChoice, MeansChoice, PayerChoice } from "./Choices";
import { t } from "./words";


export function TopUpSheet() {
  // One key for all that is tried here: after a lost answer another amount is refused, not paid in beside it.
  const [key] = useState(newId);
  const [typed, setTyped] = useState("");
  const [means, setMeans] = useState<Means>("cash");
  const [payer, setPayer] = useState<string | null>(null);
  const amount_fen = parseYuan(typed) ?? 0;
  const known = resulting.value;
  const isReady = amount_fen > 0 && known !== null && !isBusy.value;
  const type = (value: string) => {
    setTyped(value);
    askResulting(parseYuan(value) ?? 0);
  };
  return (
    <Sheet
      title={t("top_up")}
      name="top_up"
      onClose={() => {
        sheet.value = null;
        resulting.value = null;
        problem.value = null;
      }}
    >
      <ProblemBox problem={problem} />
      <div class="care-money">
        <div class="care-side">
          <div class="care-quick">
            <QuickAmounts onType={type} />
          </div>
          <MeansChoice value={means} onChoose={setMeans} />
          <PayerChoice
            value={payer}
            onChoose={setPayer}
          />
          <DeskChoice />
          <p class="care-resulting">
            <span>{t("resulting")}</span>
            <b data-testid="resulting">{known === null ? "—" : priced(known.after_fen)}</b>
            {known !== null && known.cap_fen !== null && <small>{t("cap", { amount: priced(known.cap_fen) })}</small>}
          </p>
        </div>
        <div class="care-side">
          <AmountField label={t("amount")} value={typed} onType={type} />
          <button
            type="button"
            class="primary"
            data-testid="top-up-confirm"
            disabled={!isReady}
            onClick={() => void act("top-ups", key, { ...atDesk(), amount_fen, means, payer })}
          >
            {t("confirm_top_up", { amount: priced(amount_fen) })}
          </button>
        </div>
      </div>
    </Sheet>
  );
}
