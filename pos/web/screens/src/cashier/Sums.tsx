// From the list total to what is to be paid, each reduction by its name.

import { Fragment } from "preact";
import { InfoIcon } from "../common/icons";
import { say } from "../common/language";
import { priced, reduced, yuan } from "../common/money";
import { word } from "../common/words";
import { isFrozen, isPriced, paying, quote } from "./selling";
import { ticket } from "./state";
import { t } from "./words";

const MOST_HINTS = 2;

function Reductions() {
  const { value } = quote;
  if (value === null) return null;
  return (
    <dl class="sums">
      <dt>{t("list_total")}</dt>
      <dd data-testid="list-total">{yuan(value.list_total_fen)}</dd>
      {value.reductions.map((reduction) => (
        <Fragment key={reduction.rule}>
          <dt class="is-reduction">
            {say(reduction.name)}
            {reduction.scope === "bill" && <small>{say(reduction.reason)}</small>}
          </dt>
          <dd class="is-reduction" data-testid={`reduction-${reduction.rule}`}>
            {reduced(reduction.amount_fen)}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** What the diner could have as well: a little more on the tray, or a card on the reader. */
function Hints() {
  const declined = quote.value?.declined ?? [];
  if (declined.length === 0) return null;
  return (
    <ul class="sums-hints" data-testid="hints">
      {declined.slice(0, MOST_HINTS).map((one) => (
        <li key={one.rule} data-testid={`hint-${one.rule}`}>
          <InfoIcon />
          <span>
            {one.name === null
              ? say(one.reason)
              : word("of", { name: say(one.name), words: say(one.reason) })}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What the total says: while a payment is under way, what was asked for; else the newest quote. */
function shownTotal(): number | null {
  const { value } = paying;
  if (value.state !== "open") return value.request.total_fen;
  return ticket.value.lines.length === 0 ? 0 : (quote.value?.total_fen ?? null);
}

export function Sums() {
  const total_fen = shownTotal();
  const isSure = isFrozen.value || isPriced.value || ticket.value.lines.length === 0;
  return (
    <section class="sums-part">
      <div class={isSure ? "" : "is-dim"}>
        {ticket.value.lines.length > 0 && (
          <>
            <Reductions />
            <Hints />
          </>
        )}
      </div>
      <div class={`total ${isSure ? "" : "is-dim"}`} data-current={isSure}>
        <span>{t("total")}</span>
        <b data-testid="total">{total_fen === null ? "¥…" : priced(total_fen)}</b>
      </div>
      <p class="unseen" aria-live="polite">
        {isSure && total_fen !== null && `${t("total")} ${priced(total_fen)}`}
      </p>
    </section>
  );
}
