// A shift that its cashier never closed: counted blind by whoever closes it, or marked as not counted.

import { useState } from "preact/hooks";
import { ApprovalPanel } from "../common/ApprovalPanel";
import { CountPad, countedOf, type Typed } from "../common/CountPad";
import { say } from "../common/language";
import { ProblemBox } from "../common/ProblemBox";
import { Sheet } from "../common/Sheet";
import { isSpent, toSign } from "../common/signature";
import { newId } from "../common/uuid";
import { closing, problem, send } from "./state";
import type { Drawer } from "./wire";
import { t } from "./words";

export function ForcedClose({ drawer }: { drawer: Drawer }) {
  const [id, setId] = useState(newId);
  const [typed, setTyped] = useState<Typed>({});
  const [isCounted, setCounted] = useState(true);
  const [reason, setReason] = useState("");
  const [isAsking, setAsking] = useState(false);
  const leave = (): void => {
    problem.value = null;
    closing.value = null;
  };
  const confirm = async (): Promise<void> => {
    setAsking(true);
    const { pieces, loose_fen } = countedOf(typed);
    const told = isCounted ? { pieces, loose_fen } : { pieces: null, loose_fen: 0 };
    const what = `tills/${encodeURIComponent(drawer.till)}/close`;
    const isDone = await send(what, { id, shift: drawer.shift?.id ?? "", reason, ...told });
    setAsking(false);
    if (isDone) leave();
    else if (isSpent(problem.peek())) setId(newId());
  };
  const asked = toSign(problem.value);
  const button = (
    <button
      type="button"
      class="primary"
      data-testid="forced-close"
      disabled={isAsking || reason.trim() === ""}
      onClick={() => void confirm()}
    >
      {t(isCounted ? "close_counted" : "close_uncounted")}
    </button>
  );
  const otherWay = (
    <button type="button" class="wide" data-testid="cannot-count" onClick={() => setCounted(!isCounted)}>
      {t(isCounted ? "cannot_count" : "can_count")}
    </button>
  );
  return (
    <Sheet title={`${say(drawer.name)} · ${drawer.shift?.cashier ?? ""}`} name="forced" onClose={leave}>
      <ProblemBox problem={problem} />
      {asked !== null ? (
        <ApprovalPanel {...asked} onDecided={() => void confirm()} />
      ) : (
        <div class="fields">
          <label class="field">
            <span>{t("reason")}</span>
            <input
              autocomplete="off"
              maxLength={200}
              data-testid="forced-reason"
              value={reason}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          </label>
          {isCounted && <p class="hint">{t("count_blind")}</p>}
          {isCounted ? (
            <CountPad typed={typed} onType={setTyped}>
              {button}
              {otherWay}
            </CountPad>
          ) : (
            <>
              {button}
              {otherWay}
            </>
          )}
        </div>
      )}
    </Sheet>
  );
}
