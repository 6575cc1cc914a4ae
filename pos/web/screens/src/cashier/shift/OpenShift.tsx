// Opening the shift. Without an open one nothing can be sold, so this sheet then stays.

import { useEffect, useState } from "preact/hooks";
import { CountPad, countedOf, type Typed } from "../../common/CountPad";
import { NumberKeys } from "../../common/Keys";
import { parseYuan, priced } from "../../common/money";
import { ProblemBox } from "../../common/ProblemBox";
import { Sheet } from "../../common/Sheet";
import { newId } from "../../common/uuid";
import { t } from "./words";
import { known, problem, refresh, send } from "./state";

function Forgotten({ cashier, date }: { cashier: string; date: string }) {
  return (
    <div class="shift" data-testid="shift-forgotten">
      <p class="notice">{t("shift_forgotten", { cashier, date })}</p>
      <p>{t("shift_forgotten_hint")}</p>
      <button type="button" class="wide" onClick={() => void refresh()}>
        {t("shift_look_again")}
      </button>
    </div>
  );
}

function FloatForm() {
  // One key for all tries, so that a repeated press cannot open two shifts.
  const [id] = useState(newId);
  const [float, setFloat] = useState("500");
  const [typed, setTyped] = useState<Typed>({});
  const [isCounting, setCounting] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const kept_fen = known.value?.kept_fen ?? 0;
  const float_fen = parseYuan(float);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setAsking(true);
    const held = isCounting ? countedOf(typed) : { float_fen };
    await send("shift/open", { id, ...held });
    setAsking(false);
  }

  const submitButton = (
    <button
      type="submit"
      class="primary"
      data-testid="shift-open"
      disabled={isAsking || (!isCounting && float_fen === null)}
    >
      {t("open_shift")}
    </button>
  );
  return (
    <form class="shift" onSubmit={(event) => void submit(event)}>
      <p class="hint">{t("open_shift_hint")}</p>
      {kept_fen > 0 && <p data-testid="shift-kept">{t("shift_kept", { amount: priced(kept_fen) })}</p>}
      <div class="picks">
        <button type="button" aria-pressed={!isCounting} onClick={() => setCounting(false)}>
          {t("float_sum")}
        </button>
        <button
          type="button"
          data-testid="float-count"
          aria-pressed={isCounting}
          onClick={() => setCounting(true)}
        >
          {t("float_count")}
        </button>
      </div>
      {isCounting ? (
        <CountPad typed={typed} onType={setTyped}>
          {submitButton}
        </CountPad>
      ) : (
        <>
          <label class="field">
            <span>{t("drawer_float")}</span>
            <input
              required
              inputMode="none"
              autocomplete="off"
              data-testid="shift-float"
              value={float}
              onInput={(event) => setFloat(event.currentTarget.value)}
            />
          </label>
          <NumberKeys value={float} extra="." onType={setFloat} />
        </>
      )}
      {!isCounting && float_fen === null && <p class="notice">{t("float_wrong")}</p>}
      {!isCounting && submitButton}
    </form>
  );
}

export function OpenShift() {
  useEffect(() => void refresh(), []);
  const forgotten = known.value?.shift;
  return (
    <Sheet title={t("open_shift")} name="shift">
      <ProblemBox problem={problem} />
      {forgotten?.is_forgotten ? (
        <Forgotten cashier={forgotten.cashier} date={forgotten.business_date} />
      ) : (
        <FloatForm />
      )}
    </Sheet>
  );
}
