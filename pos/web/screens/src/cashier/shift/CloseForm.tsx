// The close: counted blind, then told what was expected; counted again, or closed by that count.

import { useState } from "preact/hooks";
import { ApprovalPanel } from "../../common/ApprovalPanel";
import { CountPad, countedOf, type Typed } from "../../common/CountPad";
import { NumberKeys } from "../../common/Keys";
import { parseYuan, priced } from "../../common/money";
import { isSpent, toSign } from "../../common/signature";
import { newId } from "../../common/uuid";
import type { Shift } from "../../common/wire";
import { holds, sheet } from "../state";
import { t } from "./words";
import { closed, known, problem, refresh, send } from "./state";
import type { Count, Report } from "./wire";

const TYPED = /^\d{0,5}(\.\d{0,2})?$/;

function Counting({ shift, onDone }: { shift: Shift; onDone: () => void }) {
  const [id] = useState(newId);
  const [typed, setTyped] = useState<Typed>({});
  const [isAsking, setAsking] = useState(false);
  async function confirm(): Promise<void> {
    setAsking(true);
    const counted = await send<Count>("shift/count", { id, shift: shift.id, ...countedOf(typed) });
    setAsking(false);
    if (counted === null) return;
    await refresh();
    onDone();
  }
  return (
    <div class="shift">
      <p class="hint">{t("count_hint")}</p>
      <CountPad typed={typed} onType={setTyped}>
        <button
          type="button"
          class="primary"
          data-testid="count-confirm"
          disabled={isAsking}
          onClick={() => void confirm()}
        >
          {t("count_confirm")}
        </button>
      </CountPad>
    </div>
  );
}

/** Over, short or just right, in words and a sign as well as in colour. */
export function Difference({ fen }: { fen: number }) {
  const name = fen === 0 ? "count_even" : fen > 0 ? "count_over" : "count_short";
  return (
    <b class={`difference is-${fen === 0 ? "even" : "off"}`} data-testid="over-short" data-fen={fen}>
      {t(name)} {fen !== 0 && priced(Math.abs(fen))}
    </b>
  );
}

function Counts({ counts }: { counts: Count[] }) {
  return (
    <table class="counts">
      <thead>
        <tr>
          <th>{t("count_number")}</th>
          <th>{t("count_counted")}</th>
          <th>{t("count_expected")}</th>
          <th>{t("count_difference")}</th>
        </tr>
      </thead>
      <tbody>
        {counts.map((count) => (
          <tr key={count.id}>
            <td>
              {t("count_nth", { n: count.number })} {count.by}
            </td>
            <td>{priced(count.counted_fen)}</td>
            <td>{priced(count.expected_fen)}</td>
            <td>
              <Difference fen={count.over_short_fen} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What is put aside at the site, which nobody has to settle first: any till goes on with it. */
function Held() {
  if (holds.value.length === 0) return null;
  return (
    <section class="close-held" data-testid="close-held">
      <p class="hint">{t("close_held", { count: holds.value.length })}</p>
      <ul>
        {holds.value.map((hold) => (
          <li key={hold.id}>
            {hold.till} · {hold.cashier} · {hold.note === "" ? t("close_held_no_note") : hold.note} ·{" "}
            {priced(hold.total_fen)}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function CloseForm({ shift }: { shift: Shift }) {
  const state = known.value;
  const counts = state?.shift?.id === shift.id ? state.counts : [];
  const last = counts.at(-1);
  const [isRecounting, setRecounting] = useState(false);
  const [left, setLeft] = useState("0");
  const [isAsking, setAsking] = useState(false);
  const left_fen = parseYuan(left);
  if (last === undefined || isRecounting) {
    return <Counting key={counts.length} shift={shift} onDone={() => setRecounting(false)} />;
  }
  async function close(count: Count): Promise<void> {
    setAsking(true);
    const answer = await send<{ report: Report }>("shift/close", {
      id: keyOf(count, left_fen ?? 0),
      shift: shift.id,
      count: count.id,
      left_fen,
    });
    setAsking(false);
    if (answer === null) {
      if (isSpent(problem.peek())) keys.delete(nameOf(count, left_fen ?? 0));
      return;
    }
    closed.value = answer.report;
    sheet.value = null;
  }
  const asked = toSign(problem.value);
  if (asked !== null) return <ApprovalPanel {...asked} onDecided={() => void close(last)} />;
  return (
    <div class="close-form">
      <Held />
      <Counts counts={counts} />
      <div class="close-ends">
        <div class="shift">
          <label class="field">
            <span>{t("left_in_drawer")}</span>
            <input
              inputMode="none"
              autocomplete="off"
              data-testid="shift-left"
              value={left}
              onInput={(event) => TYPED.test(event.currentTarget.value) && setLeft(event.currentTarget.value)}
            />
          </label>
          <NumberKeys value={left} extra="." onType={(value) => TYPED.test(value) && setLeft(value.replace(/^0(?=\d)/, ""))} />
        </div>
        <div class="shift">
          <p class="hint">{t("close_shift_hint", { cashier: shift.cashier, date: shift.business_date })}</p>
          <p class="hint">{t("close_shift_warning")}</p>
          <button type="button" class="wide" data-testid="count-again" onClick={() => setRecounting(true)}>
            {t("count_again")}
          </button>
          <button
            type="button"
            class="primary"
            data-testid="shift-close"
            disabled={isAsking || left_fen === null}
            onClick={() => void close(last)}
          >
            {t("close_shift")}
          </button>
        </div>
      </div>
    </div>
  );
}

function nameOf(count: Count, left_fen: number): string {
  return `${count.id}:${left_fen}`;
}

const keys = new Map<string, string>();

/** The key of a close: the same while the same is tried again, another for another count or remainder. */
function keyOf(count: Count, left_fen: number): string {
  const what = nameOf(count, left_fen);
  const key = keys.get(what) ?? newId();
  keys.set(what, key);
  return key;
}
