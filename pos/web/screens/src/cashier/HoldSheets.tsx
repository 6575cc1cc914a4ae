// Putting the ticket aside, and the list of those that wait, on any till of the site.

import { useState } from "preact/hooks";
import { timeOf } from "../common/clock";
import { say } from "../common/language";
import { priced } from "../common/money";
import { sentence } from "../common/problem";
import { Sheet } from "../common/Sheet";
import { newId } from "../common/uuid";
import type { Hold } from "../common/wire";
import { t } from "./holdWords";
import { cancelHold, holdTicket, resumeHold } from "./holding";
import { sheet, ticket, till, waitingHolds } from "./state";

const LONGEST_NOTE = 12;
const close = (): void => {
  sheet.value = null;
};

function useAct() {
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  async function act(work: () => Promise<void>): Promise<void> {
    setBusy(true);
    setFault(null);
    try {
      await work();
    } catch (caught) {
      setFault(sentence(caught));
    } finally {
      setBusy(false);
    }
  }
  return { act, fault, isBusy };
}

function Fault({ text }: { text: string | null }) {
  if (text === null) return null;
  return (
    <p class="notice" role="alert" data-testid="hold-fault">
      {text}
    </p>
  );
}

export function HoldSheet() {
  // One key for all tries, so that a repeated press holds one ticket.
  const [id] = useState(newId);
  const [note, setNote] = useState("");
  const { act, fault, isBusy } = useAct();
  function submit(event: Event): void {
    event.preventDefault();
    void act(() => holdTicket(id, note.trim()));
  }
  return (
    <Sheet title={t("hold")} name="hold" onClose={close}>
      <form class="shift" onSubmit={submit}>
        <p class="hint">{t("hold_hint")}</p>
        <label class="field">
          <span>{t("hold_note")}</span>
          <input
            maxLength={LONGEST_NOTE}
            autocomplete="off"
            data-testid="hold-note"
            value={note}
            onInput={(event) => setNote(event.currentTarget.value)}
          />
        </label>
        <Fault text={fault} />
        <button type="submit" class="primary" data-testid="hold-confirm" disabled={isBusy}>
          {t("hold_confirm")}
        </button>
      </form>
    </Sheet>
  );
}

function Row({ hold }: { hold: Hold }) {
  const { act, fault, isBusy } = useAct();
  const [isAsked, setAsked] = useState(false);
  const isElsewhere = hold.state === "resumed" && hold.resumed_till !== till;
  const hasTicket = ticket.value.lines.length > 0;
  return (
    <li class="hold" data-testid="hold-row">
      <div class="hold-what">
        <b>{hold.note || hold.member?.name || t("hold_guest")}</b>
        {hold.note !== "" && hold.member !== null && <span>{hold.member.name}</span>}
        <span class="hold-lines">
          {hold.lines.map((line) => `${say(line.name)} ×${line.quantity}`).join("、")}
        </span>
        <small>
          {t("hold_by", { till: hold.till, cashier: hold.cashier, time: timeOf(hold.held_at) })}
          {!hold.is_reserved && <em> · {t("hold_expired")}</em>}
          {isElsewhere && <em> · {t("hold_elsewhere", { till: hold.resumed_till ?? "" })}</em>}
        </small>
        <Fault text={fault} />
      </div>
      <strong class="hold-total">{priced(hold.total_fen)}</strong>
      <button
        type="button"
        class="primary"
        data-testid="hold-resume"
        disabled={isBusy || hasTicket}
        onClick={() => void act(() => resumeHold(hold))}
      >
        {t("resume")}
      </button>
      <button
        type="button"
        class="secondary"
        data-testid="hold-cancel"
        disabled={isBusy}
        onClick={() => (isAsked ? void act(() => cancelHold(hold)) : setAsked(true))}
      >
        {t(isAsked ? "hold_cancel_sure" : "hold_cancel")}
      </button>
    </li>
  );
}

export function HoldsSheet() {
  const hasTicket = ticket.value.lines.length > 0;
  return (
    <Sheet title={t("holds_title", { n: waitingHolds.value.length })} name="holds" onClose={close}>
      {hasTicket && <p class="hint">{t("holds_busy")}</p>}
      {waitingHolds.value.length === 0 ? (
        <p class="hint">{t("holds_none")}</p>
      ) : (
        <ul class="holds">
          {waitingHolds.value.map((hold) => (
            <Row key={hold.id} hold={hold} />
          ))}
        </ul>
      )}
    </Sheet>
  );
}

/** What to know of the held ticket with which the till goes on. */
export function HeldBanner() {
  const hold = ticket.value.hold;
  if (hold === undefined) return null;
  return (
    <div class="held" data-testid="held-banner">
      <p>
        {t("held_from", { note: hold.note || hold.member || t("hold_guest") })}
        {hold.member !== null && <b> {t("held_card", { name: hold.member })}</b>}
      </p>
      {hold.changes.map((change) => (
        <p key={change.menu_item_id} class="held-change" data-testid="held-change">
          {change.now_fen === null
            ? t("held_gone", { dish: say(change.name) })
            : t("held_changed", {
                dish: say(change.name),
                before: priced(change.held_fen),
                now: priced(change.now_fen),
              })}
        </p>
      ))}
    </div>
  );
}
