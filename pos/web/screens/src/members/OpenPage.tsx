// A new account: as few inputs as the law and the prices allow, with digits that a finger hits.

import { useState } from "preact/hooks";
import { NumberKeys } from "../common/Keys";
import { say } from "../common/language";
import { topUpNow } from "./care/state";
import { birthIn, idNumberTyped, isComplete, phoneTyped, type Joining } from "./joining";
import { lying, newCard, reader, tills, useReader } from "./reader";
import { areas, goTo, isBusy, joining, openAccount, opened } from "./state";
import { t } from "./words";

type Typed = "id_number" | "phone";

function change(part: Partial<Joining>): void {
  opened.value = null;
  joining.value = { ...joining.peek(), ...part };
}

function typeInto(field: Typed, value: string): void {
  change(field === "phone" ? { phone: phoneTyped(value) } : { id_number: idNumberTyped(value) });
}

function Opened() {
  const told = opened.value;
  if (told === null) return null;
  return (
    <section class="opened" role="status" data-testid="opened" data-code={told.code}>
      <b>{t("opened")}</b>
      <span>
        {told.name} · {t("opened_code", { code: told.code })}
      </span>
      <button type="button" class="primary" data-testid="opened-top-up" onClick={() => void topUpNow(told.code)}>
        {t("opened_top_up")}
      </button>
      <button type="button" class="wide" data-testid="to-account" onClick={() => goTo(told.code)}>
        {t("to_account")}
      </button>
    </section>
  );
}

function Reader() {
  const card = lying.value;
  const words = card === null ? t("no_card_lies") : card.state === "reading" ? t("card_reading") : t("card_taken");
  return (
    <section class="open-reader">
      <label class="field">
        <span>{t("reader")}</span>
        <select data-testid="open-reader" value={reader.value} onChange={(event) => useReader(event.currentTarget.value)}>
          <option value="">{t("no_reader")}</option>
          {tills.value.map((till) => (
            <option key={till.code} value={till.code}>
              {say(till.name)}
            </option>
          ))}
        </select>
      </label>
      {reader.value !== "" && (
        <p class={newCard.value === null ? "find-help" : "card-new"} role="status" data-testid="open-card">
          {newCard.value === null ? words : t("card_new")}
        </p>
      )}
    </section>
  );
}

export function OpenPage() {
  const form = joining.value;
  const [field, setField] = useState<Typed>("id_number");
  const stated = birthIn(form.id_number);
  const isReady = isComplete(form) && !isBusy.value;
  return (
    <form
      class="open-page"
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) void openAccount();
      }}
    >
      <div class="open-fields">
        <Opened />
        <h2>{t("open_title")}</h2>
        <label class="field field-wide">
          <span>{t("name")}</span>
          <input
            data-testid="open-name"
            maxLength={40}
            value={form.name}
            onInput={(event) => change({ name: event.currentTarget.value })}
          />
        </label>
        <label class="field field-wide">
          <span>
            {t("id_number_or")} <small>{t("open_hint")}</small>
          </span>
          <input
            class="digits"
            data-testid="open-id-number"
            aria-current={field === "id_number"}
            value={form.id_number}
            onFocus={() => setField("id_number")}
            onInput={(event) => typeInto("id_number", event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>{t("birth_or")}</span>
          <input
            type="date"
            data-testid="open-birth-date"
            readOnly={form.id_number !== ""}
            value={form.id_number === "" ? form.birth_date : stated}
            onInput={(event) => change({ birth_date: event.currentTarget.value })}
          />
        </label>
        <label class="field">
          <span>
            {t("phone")} <small>{t("optional")}</small>
          </span>
          <input
            class="digits"
            data-testid="open-phone"
            aria-current={field === "phone"}
            value={form.phone}
            onFocus={() => setField("phone")}
            onInput={(event) => typeInto("phone", event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>{t("residence")}</span>
          <select
            data-testid="open-residence"
            value={form.residence}
            onChange={(event) => change({ residence: event.currentTarget.value })}
          >
            <option value="">{t("unknown_area")}</option>
            {areas.value.map((area) => (
              <option key={area.code} value={area.code}>
                {say(area.name)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <aside class="open-keys" aria-label={t("keys")}>
        <div class="open-field-choice">
          {(["id_number", "phone"] as const).map((name) => (
            <button
              type="button"
              key={name}
              aria-pressed={field === name}
              data-testid={`keys-${name}`}
              onClick={() => setField(name)}
            >
              {t(name)}
            </button>
          ))}
        </div>
        <NumberKeys value={form[field]} onType={(value) => typeInto(field, value)} extra={field === "phone" ? "00" : "X"} />
        <Reader />
        <button type="submit" class="primary open-do" data-testid="open-confirm" disabled={!isReady}>
          {newCard.value === null ? t("open_do") : t("open_with_card")}
        </button>
      </aside>
    </form>
  );
}
