// What the shift came to so far, as its paper would look; printed when asked. The cash is not on it.

import { useEffect, useState } from "preact/hooks";
import { Drawing } from "../../common/Drawing";
import { newId } from "../../common/uuid";
import { t } from "./words";
import { ask, send } from "./state";

export function XReport() {
  const [svg, setSvg] = useState<string | null>(null);
  const [id, setId] = useState(newId);
  const [isPrinted, setPrinted] = useState(false);
  useEffect(() => {
    void ask<{ svg: string }>("shift/report").then((found) => setSvg(found?.svg ?? null));
  }, []);
  async function print(): Promise<void> {
    if ((await send("shift/report", { id })) === null) return;
    setPrinted(true);
    setId(newId());
  }
  return (
    <div class="x-report">
      {svg !== null && <Drawing svg={svg} name="report-paper" />}
      <div class="shift">
        <p class="hint">{t("x_hint")}</p>
        <button type="button" class="primary" data-testid="x-print" onClick={() => void print()}>
          {t("report_print")}
        </button>
        {isPrinted && (
          <p class="done" role="status">
            {t("report_sent")}
          </p>
        )}
      </div>
    </div>
  );
}
