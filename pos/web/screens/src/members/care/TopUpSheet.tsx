// Money in, in few taps: an amount, a means, and the balance that the server says it leads to.

import { useState } from "preact/hooks";
import { NumberKeys } from "../../common/Keys";
import { parseYuan, priced } from "../../common/money";
import { ProblemBox } from "../../common/ProblemBox";
import { Sheet } from "../../common/Sheet";
import { newId } from "../../common/uuid";
import { clerk, isBusy, problem } from "../state";
import { act, askResulting, atDesk, type Means, resulting, sheet } from "./state";
import { DeskChoice, MeansChoice, PayerChoice } from "./Choices";
import { t } from "./words";

const QUICK = ["50", "100", "200", "300", "500"];
const TYPED = /^\d{0,5}(\.\d{0,2})?$/;

export function TopUpSheet() {
  const [key, setKey] = useState(newId);
  const [typed, setTyped] = useState("");
  const [means, setMeans] = useState<Means>("cash");
  const [payer, setPayer] = useState<string | null>(null);
  const amount_fen = parseYuan(typed) ?? 0;
  const known = resulting.value;
  const isReady = amount_fen > 0 && known !== null && clerk.value.trim() !== "" && !isBusy.value;
  const type = (value: string) => {
    if (!TYPED.test(value)) return;
    setTyped(value);
    // Another amount is another top-up.
    setKey(newId());
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
            {QUICK.map((yuan) => (
              <button type="button" class="wide" key={yuan} data-testid={`top-up-${yuan}`} onClick={() => type(yuan)}>
                ¥{yuan}
              </button>
            ))}
          </div>
          <MeansChoice value={means} onChoose={setMeans} />
          <PayerChoice
            value={payer}
            onChoose={(one) => {
              setPayer(one);
              // Another payer is another top-up.
              setKey(newId());
            }}
          />
          <DeskChoice />
          <p class="care-resulting">
            <span>{t("resulting")}</span>
            <b data-testid="resulting">{known === null ? "—" : priced(known.after_fen)}</b>
            {known !== null && known.cap_fen !== null && <small>{t("cap", { amount: priced(known.cap_fen) })}</small>}
          </p>
        </div>
        <div class="care-side">
          <label class="field">
            <span>{t("amount")}</span>
            <input
              inputMode="none"
              autocomplete="off"
              data-testid="top-up-amount"
              value={typed}
              onInput={(event) => type(event.currentTarget.value)}
            />
          </label>
          <NumberKeys value={typed} extra="." onType={type} />
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
