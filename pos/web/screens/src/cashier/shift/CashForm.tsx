// Cash into the drawer, out of it, or into the safe; and the drawer opened without a sale. Each for a reason.

import { useState } from "preact/hooks";
import { ApprovalPanel } from "../../common/ApprovalPanel";
import { NumberKeys } from "../../common/Keys";
import { parseYuan, priced } from "../../common/money";
import { isSpent, toSign } from "../../common/signature";
import { newId } from "../../common/uuid";
import { t } from "./words";
import { known, problem, send } from "./state";

const KINDS = ["paid_in", "paid_out", "drop", "drawer"] as const;
const TYPED = /^\d{0,5}(\.\d{0,2})?$/;
const OTHER = "other";
type Kind = (typeof KINDS)[number];
type ReasonWord = Parameters<typeof t>[0];

export function CashForm() {
  const [kind, setKind] = useState<Kind>("paid_in");
  // A new key for each thing that is done; the same while it is tried again.
  const [id, setId] = useState(newId);
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const [done, setDone] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  const amount_fen = parseYuan(typed) ?? 0;
  const isComplete = reason !== null && (reason !== OTHER || note.trim() !== "") && (kind === "drawer" || amount_fen > 0);

  function choose(name: Kind): void {
    setKind(name);
    setReason(null);
    setDone(null);
    setId(newId());
  }

  async function confirm(): Promise<void> {
    setAsking(true);
    const told = { id, reason, note };
    const answer =
      kind === "drawer" ? await send("drawer", told) : await send("cash", { ...told, kind, amount_fen });
    setAsking(false);
    if (answer === null) {
      if (isSpent(problem.peek())) setId(newId());
      return;
    }
    setDone(t(kind === "drawer" ? "drawer_opened" : "cash_moved", { what: t(`cash_${kind}`), amount: priced(amount_fen) }));
    setId(newId());
    setTyped("");
    setReason(null);
    setNote("");
  }

  const asked = toSign(problem.value);
  if (asked !== null) return <ApprovalPanel {...asked} onDecided={() => void confirm()} />;
  return (
    <div class="drawer-cash">
      <div class="drawer-kinds" role="group" aria-label={t("shift_tab_cash")}>
        {KINDS.map((name) => (
          <button
            type="button"
            class="wide"
            key={name}
            data-testid={`cash-kind-${name}`}
            aria-pressed={kind === name}
            onClick={() => choose(name)}
          >
            {t(`cash_${name}`)}
          </button>
        ))}
      </div>
      <div class="shift">
        <p class="hint">{t("cash_reason")}</p>
        <div class="picks">
          {(known.value?.reasons[kind] ?? []).map((code) => (
            <button
              type="button"
              key={code}
              data-testid={`cash-reason-${code}`}
              aria-pressed={reason === code}
              onClick={() => setReason(code)}
            >
              {t(`cash_reason_${code}` as ReasonWord)}
            </button>
          ))}
        </div>
        <label class="field">
          <span>{t("cash_note_text")}</span>
          <input
            autocomplete="off"
            maxLength={200}
            data-testid="cash-note-text"
            value={note}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
        </label>
        {done !== null && (
          <p class="done" role="status" data-testid="cash-done">
            {done}
          </p>
        )}
      </div>
      <div class="shift">
        {kind !== "drawer" && (
          <>
            <label class="field">
              <span>{t("cash_amount")}</span>
              <input
                inputMode="none"
                autocomplete="off"
                data-testid="cash-moved-amount"
                value={typed}
                onInput={(event) => {
                  const { value } = event.currentTarget;
                  if (TYPED.test(value)) setTyped(value);
                  else event.currentTarget.value = typed;
                }}
              />
            </label>
            <NumberKeys value={typed} extra="." onType={(value) => TYPED.test(value) && setTyped(value)} />
          </>
        )}
        <button
          type="button"
          class="primary"
          data-testid="cash-move"
          disabled={!isComplete || isAsking}
          onClick={() => void confirm()}
        >
          {t(`cash_${kind}`)} {kind !== "drawer" && amount_fen > 0 && priced(amount_fen)}
        </button>
      </div>
    </div>
  );
}
