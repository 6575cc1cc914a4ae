// The row of categories, which jump within the one list, and the search field.

import { SearchIcon } from "../common/icons";
import { say } from "../common/language";
import { found, section, sections } from "./browse";
import { tapDish } from "./selling";
import { isSearching, menu, typed } from "./state";
import { t } from "./words";

function Search() {
  return (
    <label class="search">
      <SearchIcon />
      <input
        type="text"
        inputMode="none"
        autocomplete="off"
        spellcheck={false}
        placeholder={t("search_hint")}
        aria-label={t("search_label")}
        data-testid="search"
        value={typed.value}
        onFocus={() => {
          isSearching.value = true;
        }}
        onInput={(event) => {
          isSearching.value = true;
          typed.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          const first = found.value[0];
          if (event.key === "Enter" && first !== undefined && !event.isComposing) tapDish(first);
        }}
      />
    </label>
  );
}

export function Categories({ onJump }: { onJump: (code: string | null) => void }) {
  const isAll = section.value === null && !isSearching.value;
  return (
    <div class="bar">
      <nav class="categories" aria-label={t("categories")}>
        <button type="button" class="category" aria-pressed={isAll} onClick={() => onJump(null)}>
          <span>{t("all")}</span>
          <small>{menu.value?.items.length ?? 0}</small>
        </button>
        {sections.value.map(({ category, items }) => (
          <button
            type="button"
            key={category.code}
            class={`category cat cat-${category.code}`}
            aria-pressed={section.value === category.code && !isSearching.value}
            data-testid={`category-${category.code}`}
            onClick={() => onJump(category.code)}
          >
            <span>{say(category.name)}</span>
            <small>{items.length}</small>
          </button>
        ))}
      </nav>
      <Search />
    </div>
  );
}
