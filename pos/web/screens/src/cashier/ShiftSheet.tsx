// Opening and closing the shift. Without an open one nothing can be sold, so this sheet then stays.

import { useState } from "preact/hooks";
import { post } from "../common/api";
import { NumberKeys } from "../common/Keys";
import { parseYuan } from "../common/money";
import { sentence } from "../common/problem";
import { Sheet } from "../common/Sheet";
import { newId } from "../common/uuid";
import type { Shift } from "../common/wire";
import { suspect } from "./connection";
import { sheet, till } from "./state";
import { t } from "./words";

function useAsk(path: string) {
  const [fault, setFault] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  async function ask(body: object, onDone: () => void): Promise<void> {
    setAsking(true);
    setFault(null);
    try {
      await post(`/api/tills/${encodeURIComponent(till)}/shift/${path}`, body);
      onDone();
      // The event says the same; the whole state does not depend on it.
      suspect();
    } catch (caught) {
      setFault(sentence(caught));
    } finally {
      setAsking(false);
    }
  }
  return { ask, fault, setFault, isAsking };
}

export function OpenShift() {
  // One key for all tries, so that a repeated press cannot open two shifts.
  const [id] = useState(newId);
  const [float, setFloat] = useState("500");
  const { ask, fault, setFault, isAsking } = useAsk("open");

  function submit(event: Event): void {
    event.preventDefault();
    const float_fen = parseYuan(float);
    if (float_fen === null) return setFault(t("float_wrong"));
    void ask({ id, float_fen }, () => undefined);
  }

  return (
    <Sheet title={t("open_shift")} name="shift">
      <form class="shift" onSubmit={submit}>
        <p class="hint">{t("open_shift_hint")}</p>
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
        {fault !== null && (
          <p class="notice" role="alert">
            {fault}
          </p>
        )}
        <button type="submit" class="primary" data-testid="shift-open" disabled={isAsking}>
          {t("open_shift")}
        </button>
      </form>
    </Sheet>
  );
}

export function CloseShift({ shift }: { shift: Shift }) {
  const { ask, fault, isAsking } = useAsk("close");
  const close = (): void => {
    sheet.value = null;
  };
  return (
    <Sheet title={t("close_shift")} name="shift" onClose={close}>
      <div class="shift">
        <p>{t("close_shift_hint", { cashier: shift.cashier, date: shift.business_date })}</p>
        <p class="hint">{t("close_shift_warning")}</p>
        {fault !== null && (
          <p class="notice" role="alert">
            {fault}
          </p>
        )}
        <button
          type="button"
          class="primary"
          data-testid="shift-close"
          disabled={isAsking}
          onClick={() => void ask({ shift: shift.id }, close)}
        >
          {t("close_shift")}
        </button>
      </div>
    </Sheet>
  );
}
