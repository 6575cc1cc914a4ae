// What the manager has to look at: cards that look copied, and how much cards may pay and accounts may hold.

import { useEffect } from "preact/hooks";
import { priced } from "../common/money";
import {
  type Alarm,
  alarms,
  changing,
  type Limit,
  limits,
  lookAtLimits,
  lookForAlarms,
  readLimit,
  see,
  setLimit,
} from "./safety";
import { goTo, isBusy } from "./state";
import { t } from "./words";

function moment(at: string): string {
  return new Date(at).toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });
}

function AlarmRow({ alarm }: { alarm: Alarm }) {
  const isNew = alarm.seen_at === null;
  return (
    <li class={`alarm ${isNew ? "is-new" : ""}`} data-testid={`alarm-${alarm.id}`}>
      <div>
        <b>{t(`alarm_${alarm.kind}`)}</b>
        <p>{t(`alarm_${alarm.kind}_hint`)}</p>
        <small>
          {t("alarm_facts", { tail: alarm.card_tail, till: alarm.till, at: moment(alarm.raised_at) })}
          {alarm.seen_by !== null && ` · ${t("alarm_seen", { by: alarm.seen_by })}`}
        </small>
      </div>
      <button type="button" class="wide" onClick={() => goTo(alarm.member)}>
        {t("to_account")}
      </button>
      {isNew && (
        <button
          type="button"
          class="primary"
          data-testid={`alarm-seen-${alarm.id}`}
          disabled={isBusy.value}
          onClick={() => void see(alarm)}
        >
          {t("alarm_see")}
        </button>
      )}
    </li>
  );
}

function amountOf(limit: Limit): string {
  if (limit.amount_fen === null) return t("limit_none");
  return limit.amount_fen === 0 ? t("limit_nothing") : priced(limit.amount_fen);
}

function LimitForm({ limit, typed }: { limit: Limit; typed: string }) {
  const amount_fen = readLimit(typed);
  const mayNot = isBusy.value || amount_fen === undefined;
  return (
    <form
      class="limit-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (amount_fen !== undefined) void setLimit(limit.code, amount_fen);
      }}
    >
      <input
        aria-label={t("limit_yuan")}
        data-testid={`limit-${limit.code}-typed`}
        inputMode="decimal"
        autocomplete="off"
        value={typed}
        onInput={(event) => (changing.value = { code: limit.code, typed: event.currentTarget.value })}
      />
      <small>{t("limit_hint")}</small>
      <button type="button" class="wide" onClick={() => (changing.value = null)}>
        {t("limit_leave")}
      </button>
      <button type="submit" class="primary" data-testid={`limit-${limit.code}-set`} disabled={mayNot}>
        {t("limit_set")}
      </button>
    </form>
  );
}

function LimitRow({ limit }: { limit: Limit }) {
  const now = changing.value?.code === limit.code ? changing.value : null;
  return (
    <li class="limit" data-testid={`limit-${limit.code}`}>
      <span>{t(`limit_${limit.code}`)}</span>
      {now === null ? (
        <>
          <b>{amountOf(limit)}</b>
          <button
            type="button"
            class="wide"
            data-testid={`limit-${limit.code}-change`}
            onClick={() => (changing.value = { code: limit.code, typed: "" })}
          >
            {t("limit_change")}
          </button>
        </>
      ) : (
        <LimitForm limit={limit} typed={now.typed} />
      )}
    </li>
  );
}

export function SafetyPage() {
  useEffect(() => {
    void lookForAlarms().then(lookAtLimits);
  }, []);
  return (
    <div class="safety-page">
      <section>
        <h2>{t("alarms")}</h2>
        {alarms.value.length === 0 && <p data-testid="no-alarms">{t("no_alarms")}</p>}
        <ul>
          {alarms.value.map((alarm) => (
            <AlarmRow key={alarm.id} alarm={alarm} />
          ))}
        </ul>
      </section>
      <section>
        <h2>{t("limits")}</h2>
        <p>{t("limits_hint")}</p>
        <ul>
          {limits.value.map((limit) => (
            <LimitRow key={limit.code} limit={limit} />
          ))}
        </ul>
      </section>
    </div>
  );
}
