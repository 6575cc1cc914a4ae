// The search box and whom it found.

import { useEffect, useRef } from "preact/hooks";
import { SearchIcon } from "../common/icons";
import { say } from "../common/language";
import { priced } from "../common/money";
import { account, found, isBusy, search, show, typed } from "./state";
import type { Hit } from "./wire";
import { t } from "./words";

function CardWords({ of }: { of: Hit }) {
  const [newest] = of.cards;
  if (newest === undefined) return <span class="card-state">{t("no_card")}</span>;
  return (
    <span class={`card-state card-${newest.state}`}>
      {t("card", { tail: newest.tail })} · {t(`card_${newest.state}`)}
    </span>
  );
}

function HitRow({ of }: { of: Hit }) {
  return (
    <li>
      <button
        type="button"
        class="hit"
        data-testid={`hit-${of.code}`}
        aria-pressed={account.value?.code === of.code}
        onClick={() => void show(of.code)}
      >
        <b class="hit-name">{of.is_erased ? t("erased") : of.name}</b>
        <span class="hit-facts">
          {of.code} · {t("age", { n: of.age })}
          {of.phone !== "" && ` · ${of.phone}`}
        </span>
        <span class="hit-facts">
          {of.tier === null ? t("no_tier") : say(of.tier.name)} · <CardWords of={of} />
        </span>
        <b class="hit-balance">{priced(of.balance_fen)}</b>
      </button>
    </li>
  );
}

export function FindPanel() {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.focus(), []);
  const told = found.value;
  return (
    <section class="find">
      <form
        class="find-form"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          void search();
        }}
      >
        <input
          ref={box}
          data-testid="search"
          autocomplete="off"
          spellcheck={false}
          maxLength={80}
          aria-label={t("search_label")}
          placeholder={t("search_hint")}
          value={typed.value}
          onFocus={(event) => event.currentTarget.select()}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
          }}
        />
        <button type="submit" class="primary" data-testid="find" disabled={isBusy.value}>
          <SearchIcon />
          {t("search")}
        </button>
      </form>
      {told === null && <p class="find-help">{t("search_help")}</p>}
      {told?.hits.length === 0 && (
        <p class="blank" role="status" data-testid="nobody">
          {t("nobody")}
        </p>
      )}
      <ul class="hits" data-testid="hits">
        {told?.hits.map((hit) => (
          <HitRow key={hit.code} of={hit} />
        ))}
      </ul>
      {told?.has_more === true && <p class="find-help">{t("has_more")}</p>}
    </section>
  );
}
