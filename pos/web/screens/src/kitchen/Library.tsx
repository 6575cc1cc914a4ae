// The right side: every dish the kitchen knows, to be put on the menu that is shown.

import { CheckIcon, PlusIcon, SearchIcon, WaitIcon } from "../common/icons";
import { say } from "../common/language";
import { priced } from "../common/money";
import { isSearching, library, sheet, standing, typed } from "./state";
import type { Dish } from "./wire";
import { t } from "./words";

function DishButton({ dish }: { dish: Dish }) {
  const at = standing(dish);
  return (
    <li>
      <button
        type="button"
        class={`dish cat cat-${dish.category}`}
        disabled={at !== null}
        data-testid={`dish-${dish.code}`}
        onClick={() => {
          sheet.value = { kind: "add", dish };
        }}
      >
        <span>
          <b>{say(dish.name)}</b>
          <small>
            {priced(dish.price_fen)}/{dish.unit}
          </small>
        </span>
        {at === null && <PlusIcon />}
        {at === "adding" && (
          <span class="dish-at">
            <WaitIcon />
            {t("adding")}
          </span>
        )}
        {at === "on_menu" && (
          <span class="dish-at">
            <CheckIcon />
            {t("on_menu")}
          </span>
        )}
      </button>
    </li>
  );
}

export function Library() {
  return (
    <aside class="library" aria-label={t("library")}>
      <header>
        <h2>{t("library")}</h2>
        <label class="library-search">
          <SearchIcon />
          <input
            type="text"
            inputMode="none"
            autocomplete="off"
            spellcheck={false}
            placeholder={t("search_hint")}
            aria-label={t("search_hint")}
            data-testid="search"
            value={typed.value}
            onFocus={() => {
              isSearching.value = true;
            }}
            onInput={(event) => {
              typed.value = event.currentTarget.value;
            }}
          />
        </label>
      </header>
      {typed.value !== "" && library.value.length === 0 && (
        <p class="library-none">{t("nothing_found", { typed: typed.value })}</p>
      )}
      <ul>
        {library.value.map((dish) => (
          <DishButton key={dish.code} dish={dish} />
        ))}
      </ul>
    </aside>
  );
}
