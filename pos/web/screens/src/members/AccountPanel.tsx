// The account of somebody who was found: masked, until somebody says why they have to see more.

import { useState } from "preact/hooks";
import { PersonIcon } from "../common/icons";
import { say } from "../common/language";
import { priced } from "../common/money";
import { Sheet } from "../common/Sheet";
import { newId } from "../common/uuid";
import { CardList } from "./care/CardList";
import { CarePanel } from "./care/CarePanel";
import { ClassesPanel } from "./ClassesPanel";
import { PersonActs } from "./PersonSheets";
import { account, areas, isBusy, plain, reveal } from "./state";
import type { Account, Plain } from "./wire";
import { t } from "./words";

const FIELDS: (keyof Plain)[] = ["name", "phone", "id_number"];
const REASONS = ["reveal_reason_check", "reveal_reason_call", "reveal_reason_fix"] as const;

function RevealSheet({ onClose }: { onClose: () => void }) {
  // One key for all tries: a look that is sent twice is written down once.
  const [key] = useState(newId);
  const [reason, setReason] = useState("");
  const isReady = reason.trim() !== "" && !isBusy.value;
  return (
    <Sheet title={t("reveal_title")} name="reveal" onClose={onClose}>
      <form
        class="reveal-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) void reveal(FIELDS, reason.trim(), key).then((isShown) => isShown && onClose());
        }}
      >
        <p>{t("reveal_why")}</p>
        <div class="reasons">
          {REASONS.map((name) => (
            <button
              type="button"
              class="wide"
              key={name}
              data-testid={name}
              aria-pressed={reason === t(name)}
              onClick={() => setReason(t(name))}
            >
              {t(name)}
            </button>
          ))}
        </div>
        <input
          data-testid="reveal-reason"
          aria-label={t("reveal_why")}
          maxLength={200}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
        <button type="submit" class="primary" data-testid="reveal-confirm" disabled={!isReady}>
          {t("reveal_do")}
        </button>
      </form>
    </Sheet>
  );
}

function Facts({ of }: { of: Account }) {
  const area = areas.value.find((one) => one.code === of.residence);
  return (
    <dl class="facts">
      {FIELDS.map((name) => (
        <div key={name}>
          <dt>{t(name)}</dt>
          <dd data-testid={`fact-${name}`} data-plain={plain.value[name] !== undefined}>
            {plain.value[name] ?? (of[name] || t("not_known"))}
          </dd>
        </div>
      ))}
      <div>
        <dt>{t("birth_year")}</dt>
        <dd>
          {of.birth_year} · {t("age", { n: of.age })}
        </dd>
      </div>
      <div>
        <dt>{t("residence")}</dt>
        <dd>{area === undefined ? t("not_known") : say(area.name)}</dd>
      </div>
    </dl>
  );
}

function Looks({ of }: { of: Account }) {
  const fieldWords = (name: string) => (FIELDS.find((one) => one === name) ? t(name as keyof Plain) : t("everything"));
  return (
    <section class="looks">
      <h3>{t("looks")}</h3>
      <ul data-testid="looks">
        {of.reveals.length === 0 && <li class="find-help">{t("no_looks")}</li>}
        {of.reveals.map((look) => (
          <li key={look.at}>
            <time>{new Date(look.at).toLocaleString("zh-CN", { timeZone: "Asia/Shanghai" })}</time>{" "}
            {t("looked", { by: look.by, fields: look.fields.map(fieldWords).join("、"), reason: look.reason })}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function AccountPanel() {
  const of = account.value;
  const [isAsking, setAsking] = useState(false);
  if (of === null) return <section class="account" aria-hidden="true" />;
  return (
    <section class="account" data-testid="account" data-code={of.code}>
      <header class="account-head">
        <PersonIcon />
        <h2>{of.is_erased ? t("erased") : (plain.value.name ?? of.name)}</h2>
        <span class="mark">{of.tier === null ? t("no_tier") : say(of.tier.name)}</span>
        <small>{of.code}</small>
        <span class="account-balance">
          <small>{t("balance")}</small> <b data-testid="balance">{priced(of.balance_fen)}</b>
        </span>
      </header>
      {!of.is_erased && <CarePanel />}
      <Facts of={of} />
      {!of.is_erased && (
        <button type="button" class="wide" data-testid="reveal" onClick={() => setAsking(true)}>
          {t("reveal")}
        </button>
      )}
      <h3>{t("cards")}</h3>
      <CardList of={of} />
      {!of.is_erased && <ClassesPanel key={of.code} />}
      <Looks of={of} />
      {!of.is_erased && <PersonActs key={of.code} />}
      {isAsking && <RevealSheet onClose={() => setAsking(false)} />}
    </section>
  );
}
