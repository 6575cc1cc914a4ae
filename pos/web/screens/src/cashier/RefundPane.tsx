// What of one order goes back: portions by line, where they go, why; the amounts are the server's.

import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { ApprovalPanel } from "../common/ApprovalPanel";
import { MinusIcon, PlusIcon } from "../common/icons";
import { say } from "../common/language";
import { priced } from "../common/money";
import { ProblemBox } from "../common/ProblemBox";
import { isToBeSigned } from "../common/signature";
import {
  type Fate,
  foresee,
  isWhole,
  refundOf,
  type Returnable,
  type ReturnableLine,
  type Returned,
  send,
  type Sent,
  type Wish,
  type Worth,
} from "./returning";
import { t } from "./words";

const REASONS = ["reason_wrong", "reason_quality", "reason_change", "reason_price"] as const;
const FATES: Fate[] = ["menu", "waste"];
const problem = signal<Error | null>(null);

type Wishes = Record<number, { quantity: number; fate: Fate }>;

function LineRow({
  line,
  quantity,
  fate,
  onWish,
}: {
  line: ReturnableLine;
  quantity: number;
  fate: Fate;
  onWish: (quantity: number, fate: Fate) => void;
}) {
  const dish = say(line.name);
  return (
    <li class="refund-line" data-testid={`refund-line-${line.line}`}>
      <span class="refund-dish">
        <b>{dish}</b>
        <small>{line.left === 0 ? t("refund_none_left") : t("refund_left", { n: line.left })}</small>
      </span>
      <span class="refund-count">
        <button
          type="button"
          class="square"
          aria-label={t("refund_less", { dish })}
          disabled={quantity === 0}
          onClick={() => onWish(quantity - 1, fate)}
        >
          <MinusIcon />
        </button>
        <b data-testid={`refund-quantity-${line.line}`}>{quantity}</b>
        <button
          type="button"
          class="square"
          data-testid={`refund-more-${line.line}`}
          aria-label={t("refund_more", { dish })}
          disabled={quantity >= line.left}
          onClick={() => onWish(quantity + 1, fate)}
        >
          <PlusIcon />
        </button>
      </span>
      <span class="refund-fates" role="group" aria-label={dish}>
        {FATES.map((one) => (
          <button
            type="button"
            class="wide"
            key={one}
            aria-pressed={fate === one}
            disabled={line.left === 0}
            onClick={() => onWish(quantity, one)}
          >
            {t(`fate_${one}`)}
          </button>
        ))}
      </span>
    </li>
  );
}

function Tenders({ tenders }: { tenders: Worth["tenders"] }) {
  return (
    <>
      {tenders.map((one) => {
        const kind = one.kind === "wallet" || one.kind === "cash" ? one.kind : "external";
        return (
          <p class="refund-tender" key={one.kind} data-testid={`refund-to-${kind}`}>
            <span>{t(`refund_to_${kind}`)}</span>
            <b>{priced(one.amount_fen)}</b>
          </p>
        );
      })}
    </>
  );
}

export function RefundPane({ order, onBack }: { order: Returnable; onBack: () => void }) {
  const [wishes, setWishes] = useState<Wishes>({});
  const [reason, setReason] = useState<(typeof REASONS)[number]>("reason_wrong");
  const [worth, setWorth] = useState<Worth | null>(null);
  const [waiting, setWaiting] = useState<Sent | null>(null);
  const [done, setDone] = useState<Returned | null>(null);
  const [isBusy, setBusy] = useState(false);
  const wished: Wish[] = order.lines
    .map((line) => ({ line: line.line, quantity: 0, fate: line.fate, ...wishes[line.line] }))
    .filter((wish) => wish.quantity > 0);
  const asked = JSON.stringify(wished);

  useEffect(() => {
    setWorth(null);
    problem.value = null;
    if (wished.length === 0) return;
    let isStale = false;
    foresee(order, wished).then(
      (found) => {
        if (!isStale) setWorth(found);
      },
      (caught: unknown) => {
        if (!isStale && caught instanceof Error) problem.value = caught;
      },
    );
    return () => {
      isStale = true;
    };
  }, [asked]);

  async function attempt(sent: Sent): Promise<void> {
    setBusy(true);
    problem.value = null;
    try {
      setDone(await send(sent));
      setWaiting(null);
    } catch (caught) {
      if (isToBeSigned(caught)) setWaiting(sent);
      else {
        setWaiting(null);
        if (caught instanceof Error) problem.value = caught;
      }
    } finally {
      setBusy(false);
    }
  }

  if (done !== null)
    return (
      <div class="refund-done" data-testid="refund-done">
        <b>{t("refund_done", { amount: priced(done.total_fen) })}</b>
        <Tenders tenders={done.tenders} />
        <p class="hint">{t("refund_done_hint")}</p>
        <button type="button" class="primary" onClick={onBack}>
          {t("back_to_orders")}
        </button>
      </div>
    );
  if (waiting !== null && worth !== null)
    return (
      <ApprovalPanel id={waiting.body.id} amount_fen={worth.total_fen} onDecided={() => void attempt(waiting)} />
    );
  const everything = () =>
    setWishes(
      Object.fromEntries(
        order.lines.map((line) => [
          line.line,
          { quantity: line.left, fate: wishes[line.line]?.fate ?? line.fate },
        ]),
      ),
    );
  return (
    <div class="refund">
      <ul class="refund-lines">
        {order.lines.map((line) => (
          <LineRow
            key={line.line}
            line={line}
            quantity={wishes[line.line]?.quantity ?? 0}
            fate={wishes[line.line]?.fate ?? line.fate}
            onWish={(quantity, fate) => setWishes({ ...wishes, [line.line]: { quantity, fate } })}
          />
        ))}
      </ul>
      <div class="refund-side">
        <ProblemBox problem={problem} />
        <button type="button" class="wide" data-testid="refund-all" onClick={everything}>
          {t("refund_all")}
        </button>
        <div class="refund-reasons" role="group" aria-label={t("refund_reason")}>
          {REASONS.map((one) => (
            <button
              type="button"
              class="wide"
              key={one}
              data-testid={one}
              aria-pressed={reason === one}
              onClick={() => setReason(one)}
            >
              {t(one)}
            </button>
          ))}
        </div>
        <p class="refund-sum">
          <span>{t("refund_total")}</span>
          <b data-testid="refund-total">{worth === null ? "—" : priced(worth.total_fen)}</b>
        </p>
        {worth !== null && <Tenders tenders={worth.tenders} />}
        <button
          type="button"
          class="primary"
          data-testid="refund-confirm"
          disabled={worth === null || isBusy}
          onClick={() => {
            if (worth !== null) void attempt(refundOf(order, wished, worth.total_fen, t(reason)));
          }}
        >
          {t(isWhole(order, wished) ? "void_confirm" : "refund_confirm", {
            amount: priced(worth?.total_fen ?? 0),
          })}
        </button>
      </div>
    </div>
  );
}
