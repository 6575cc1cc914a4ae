// The sale that was just made is undone in two taps, for a minute. The server's clock decides; this only hides a
// button that would be of no use.

import { useEffect, useState } from "preact/hooks";
import { ApprovalPanel } from "../common/ApprovalPanel";
import { UndoIcon } from "../common/icons";
import { priced } from "../common/money";
import { sentence } from "../common/problem";
import { isToBeSigned } from "../common/signature";
import type { Order } from "../common/wire";
import { type Returned, send, type Sent, voidOf } from "./returning";
import { t } from "./words";

const FOR_MS = 60_000;

export function UndoLast({ order }: { order: Order }) {
  const [isOffered, setOffered] = useState(true);
  const [sent, setSent] = useState<Sent | null>(null);
  const [isWaiting, setWaiting] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [done, setDone] = useState<Returned | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setOffered(false), FOR_MS);
    return () => clearTimeout(timer);
  }, [order.id]);

  async function attempt(again: Sent): Promise<void> {
    setFault(null);
    try {
      setDone(await send(again));
      setWaiting(false);
    } catch (caught) {
      setWaiting(isToBeSigned(caught));
      if (!isToBeSigned(caught)) {
        setFault(sentence(caught));
        setSent(null);
      }
    }
  }

  if (done !== null)
    return (
      <p class="undo-done" role="status" data-testid="undo-done">
        {t("undo_done", { amount: priced(done.total_fen) })}
      </p>
    );
  if (isWaiting && sent !== null)
    return (
      <ApprovalPanel id={sent.body.id} amount_fen={order.total_fen} onDecided={() => void attempt(sent)} />
    );
  if (!isOffered) return null;
  return (
    <div class="undo">
      {fault !== null && (
        <p class="notice" role="alert">
          {fault}
        </p>
      )}
      <button
        type="button"
        class={sent === null ? "wide undo-button" : "wide undo-button undo-sure"}
        data-testid="undo-last"
        onClick={() => {
          if (sent === null) setSent(voidOf(order.id, order.total_fen, t("undo_last")));
          else void attempt(sent);
        }}
      >
        <UndoIcon />
        {sent === null ? t("undo_last") : t("undo_sure", { amount: priced(order.total_fen) })}
      </button>
    </div>
  );
}
