// The lines of the ticket. Names and quantities are the till's; each amount is the server's.

import { useEffect, useRef } from "preact/hooks";
import { BinIcon, CardIcon, InfoIcon, MinusIcon, PlusIcon, WarnIcon } from "../common/icons";
import { say } from "../common/language";
import { priced, yuan } from "../common/money";
import type { QuoteLine } from "../common/wire";
import { changeLine, dropLine, isFrozen, isPriced, quote } from "./selling";
import { sheet, ticket, troubles } from "./state";
import type { TicketLine, Trouble } from "./ticket";
import { t } from "./words";

function TroubleNote({ trouble }: { trouble: Trouble }) {
  const words = {
    gone: () => t("line_gone"),
    sold_out: () => t("line_sold_out"),
    too_few: () => t("line_too_few", { n: trouble.kind === "too_few" ? trouble.left : 0 }),
  };
  return (
    <span class="line-trouble">
      <WarnIcon />
      {words[trouble.kind]()}
    </span>
  );
}

function Stepper({ line }: { line: TicketLine }) {
  const dish = say(line.name);
  const isLast = line.quantity === 1;
  return (
    <span class="stepper">
      <button
        type="button"
        aria-label={t(isLast ? "remove" : "fewer", { dish })}
        disabled={isFrozen.value}
        onClick={() => (isLast ? dropLine(line.menu_item_id) : changeLine(line.menu_item_id, -1))}
      >
        {isLast ? <BinIcon /> : <MinusIcon />}
      </button>
      <b>{line.quantity}</b>
      <button
        type="button"
        aria-label={t("more", { dish })}
        disabled={isFrozen.value}
        onClick={() => changeLine(line.menu_item_id, 1)}
      >
        <PlusIcon />
      </button>
    </span>
  );
}

function Amounts({ line, quoted }: { line: TicketLine; quoted: QuoteLine }) {
  return (
    <button
      type="button"
      class={`line-amounts ${isPriced.value ? "" : "is-dim"}`}
      data-testid={`why-${line.dish_code}`}
      onClick={() => {
        sheet.value = { kind: "why", menu_item_id: line.menu_item_id };
      }}
    >
      <span class="unseen">{t("why_label", { dish: say(line.name) })}</span>
      <b>{yuan(quoted.list_fen)}</b>
      {quoted.reductions.length > 0 ? (
        <small class="line-reduced">{t("after_discount", { amount: yuan(quoted.total_fen) })}</small>
      ) : (
        quoted.declined.length > 0 && <InfoIcon />
      )}
    </button>
  );
}

function Line({ line }: { line: TicketLine }) {
  const row = useRef<HTMLLIElement>(null);
  const isTouched = ticket.value.touched === line.menu_item_id;
  const trouble = troubles.value.get(line.menu_item_id);
  const isBarred =
    isPriced.value && quote.value?.barred.some((one) => one.menu_item_ids.includes(line.menu_item_id));
  const quoted = quote.value?.lines.find((one) => one.menu_item_id === line.menu_item_id);
  useEffect(() => {
    if (isTouched) row.current?.scrollIntoView({ block: "nearest" });
  }, [isTouched, line.quantity]);
  const look = trouble !== undefined || isBarred === true ? "is-trouble" : isTouched ? "is-touched" : "";
  return (
    <li ref={row} class={`line cat cat-${line.category} ${look}`} data-testid={`line-${line.dish_code}`}>
      <span class="line-name">
        <span>{say(line.name)}</span>
        {trouble !== undefined && <TroubleNote trouble={trouble} />}
        {trouble === undefined && isBarred === true && (
          <span class="line-trouble">
            <WarnIcon />
            {t("line_barred")}
          </span>
        )}
        {trouble === undefined && line.quantity > 1 && quoted !== undefined && (
          <small>
            {priced(quoted.unit_price_fen)} × {line.quantity}
          </small>
        )}
      </span>
      <Stepper line={line} />
      {quoted === undefined ? (
        <span class="line-amounts is-dim">…</span>
      ) : (
        <Amounts line={line} quoted={quoted} />
      )}
    </li>
  );
}

export function Lines() {
  if (ticket.value.lines.length === 0) {
    return (
      <div class="lines lines-empty">
        <CardIcon />
        <b>{t("empty_ticket")}</b>
        <span>{t("empty_ticket_hint")}</span>
      </div>
    );
  }
  return (
    <ul class="lines">
      {ticket.value.lines.map((line) => (
        <Line key={line.menu_item_id} line={line} />
      ))}
    </ul>
  );
}
