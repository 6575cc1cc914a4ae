// Money into the wallet of whoever's card lies there: an amount, a means, done. The server says what it leads to.

import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { get, post } from "../common/api";
import { AmountField, QuickAmounts } from "../common/Amount";
import { parseYuan, priced } from "../common/money";
import { ProblemBox } from "../common/ProblemBox";
import { Sheet } from "../common/Sheet";
import { newId } from "../common/uuid";
import { sheet, till } from "./state";
import { t } from "./words";

const MEANS = ["cash", "wechat", "alipay", "bank"] as const;

interface Resulting {
  after_fen: number;
}

const problem = signal<Error | null>(null);

async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
  problem.value = null;
  try {
    return await work();
  } catch (caught) {
    if (!(caught instanceof Error)) throw caught;
    problem.value = caught;
    return null;
  }
}

function close(): void {
  sheet.value = null;
  problem.value = null;
}

/** `isHidden`: this site shows no balance to bystanders. */
export function TopUpSheet({ code, name, isHidden }: { code: string; name: string; isHidden: boolean }) {
  const path = `/api/members/${encodeURIComponent(code)}`;
  // One key for all that is tried here: after a lost answer another amount is refused, not paid in beside it.
  const [key] = useState(newId);
  const [typed, setTyped] = useState("");
  const [means, setMeans] = useState<(typeof MEANS)[number]>("cash");
  const [after, setAfter] = useState<Resulting | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [paid, setPaid] = useState<number | null>(null);
  const amount_fen = parseYuan(typed) ?? 0;
  const type = (value: string) => {
    const asked_fen = parseYuan(value) ?? 0;
    setTyped(value);
    setAfter(null);
    if (asked_fen > 0) void attempt(() => get<Resulting>(`${path}/resulting?amount_fen=${asked_fen}`)).then(setAfter);
  };
  const confirm = async () => {
    setBusy(true);
    const body = { id: key, till, amount_fen, means };
    const done = await attempt(() => post<{ balance_fen: number }>(`${path}/top-ups`, body));
    setBusy(false);
    if (done !== null) setPaid(done.balance_fen);
  };
  return (
    <Sheet title={`${t("top_up")} · ${name}`} name="cash" onClose={close}>
      <ProblemBox problem={problem} />
      {paid === null ? (
        <div class="cash">
          <div class="cash-quick">
            <QuickAmounts onType={type} />
            <p class="cash-total">
              <span>{t("top_up_after")}</span>
              <b data-testid="resulting">{after === null || isHidden ? "—" : priced(after.after_fen)}</b>
            </p>
          </div>
          <div class="cash-typed">
            <div class="top-up-means" role="group" aria-label={t("top_up_means")}>
              {MEANS.map((one) => (
                <button
                  type="button"
                  class="wide"
                  key={one}
                  data-testid={`means-${one}`}
                  aria-pressed={means === one}
                  onClick={() => setMeans(one)}
                >
                  {t(`means_${one}`)}
                </button>
              ))}
            </div>
            <AmountField label={t("top_up_amount")} value={typed} onType={type} />
            <button
              type="button"
              class="primary"
              data-testid="top-up-confirm"
              disabled={after === null || isBusy}
              onClick={() => void confirm()}
            >
              {t("top_up_confirm", { amount: priced(amount_fen) })}
            </button>
          </div>
        </div>
      ) : (
        <div class="top-up-done" data-testid="top-up-done">
          <b>{t("top_up_done", { amount: priced(amount_fen) })}</b>
          {!isHidden && <p>{t("top_up_balance", { amount: priced(paid) })}</p>}
          <button type="button" class="primary" data-testid="top-up-close" onClick={close}>
            {t("top_up_close")}
          </button>
        </div>
      )}
    </Sheet>
  );
}
