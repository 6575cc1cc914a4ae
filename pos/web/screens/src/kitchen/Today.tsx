// The left side: today's dishes of one meal, by category.

import { BowlIcon, WaitIcon } from "../common/icons";
import { say } from "../common/language";
import { ProblemBox } from "../common/ProblemBox";
import { ItemRow } from "./ItemRow";
import { category, items, menu, refusal, sections, shownMenu, shownSections } from "./state";
import { t } from "./words";

function Categories() {
  return (
    <nav class="today-categories" aria-label={t("categories")}>
      <button
        type="button"
        aria-pressed={category.value === null}
        onClick={() => {
          category.value = null;
        }}
      >
        {t("all")} <small>{items.value.length}</small>
      </button>
      {(menu.value?.categories ?? []).map((one) => (
        <button
          type="button"
          key={one.code}
          class={`cat cat-${one.code}`}
          aria-pressed={category.value === one.code}
          data-testid={`category-${one.code}`}
          onClick={() => {
            category.value = one.code;
          }}
        >
          {say(one.name)}{" "}
          <small>
            {sections.value.find((section) => section.category.code === one.code)?.items.length ?? 0}
          </small>
        </button>
      ))}
    </nav>
  );
}

function Blank() {
  const isKnown = shownMenu.value !== null;
  return (
    <div class="today-blank">
      {isKnown ? <BowlIcon /> : <WaitIcon />}
      <b>{t(isKnown ? "empty" : "joining")}</b>
      {isKnown && <span>{t("empty_hint")}</span>}
    </div>
  );
}

export function Today() {
  return (
    <main class="today">
      <Categories />
      <ProblemBox problem={refusal} />
      <div class="today-list">
        {items.value.length === 0 && <Blank />}
        {shownSections.value.map(({ category: one, items: own }) => (
          <section key={one.code} class={`cat cat-${one.code}`}>
            <h2>
              {say(one.name)}{" "}
              <small>
                {t("totals", {
                  dishes: own.length,
                  sold: own.reduce((sum, item) => sum + item.sold_portions, 0),
                })}
              </small>
            </h2>
            <ul>
              {own.map((item) => (
                <ItemRow key={item.id} item={item} />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </main>
  );
}
