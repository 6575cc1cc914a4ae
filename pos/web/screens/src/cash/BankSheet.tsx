// Cash from the safe to the bank, or from there into the safe, with the bank's reference.

import { useState } from "preact/hooks";
import { NumberKeys } from "../common/Keys";
import { parseYuan, priced } from "../common/money";
import { ProblemBox } from "../common/ProblemBox";
import { Sheet } from "../common/Sheet";
import { newId } from "../common/uuid";
import { isBanking, problem, send } from "./state";
import { t } from "./words";

const WAYS = ["deposit", "withdrawal"] as const;
const TYPED = /^\d{0,6}(\.\d{0,2})?$/;

export function BankSheet() {
  const [id] = useState(newId);
  const [direction, setDirection] = useState<(typeof WAYS)[number]>("deposit");
  const [typed, setTyped] = useState("");
  const [reference, setReference] = useState("");
  const [isAsking, setAsking] = useState(false);
  const amount_fen = parseYuan(typed) ?? 0;
  const close = (): void => {
    problem.value = null;
    isBanking.value = false;
  };
  const confirm = async (): Promise<void> => {
    setAsking(true);
    const isDone = await send("banking", { id, direction, amount_fen, reference });
    setAsking(false);
    if (isDone) close();
  };
  return (
    <Sheet title={t("banking")} name="bank" onClose={close}>
      <ProblemBox problem={problem} />
      <div class="bank-form">
        <div class="fields">
          <div class="ways" role="group">
            {WAYS.map((way) => (
              <button
                type="button"
                class="wide"
                key={way}
                data-testid={`bank-${way}`}
                aria-pressed={direction === way}
                onClick={() => setDirection(way)}
              >
                {t(way)}
              </button>
            ))}
          </div>
          <label class="field">
            <span>{t("reference")}</span>
            <input
              autocomplete="off"
              maxLength={200}
              data-testid="bank-reference"
              value={reference}
              onInput={(event) => setReference(event.currentTarget.value)}
            />
          </label>
        </div>
        <div class="fields">
          <label class="field">
            <span>{t("amount")}</span>
            <input inputMode="none" autocomplete="off" data-testid="bank-amount" value={typed} readOnly />
          </label>
          <NumberKeys value={typed} extra="." onType={(value) => TYPED.test(value) && setTyped(value)} />
          <button
            type="button"
            class="primary"
            data-testid="bank-confirm"
            disabled={isAsking || amount_fen === 0 || reference.trim() === ""}
            onClick={() => void confirm()}
          >
            {t(direction)} {amount_fen > 0 && priced(amount_fen)}
          </button>
        </div>
      </div>
    </Sheet>
  );
}
