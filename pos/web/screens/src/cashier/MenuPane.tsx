// The left side: categories, search, and all tiles of the meal in one list whose places never move.

import { useEffect, useRef } from "preact/hooks";
import { BowlIcon, WaitIcon } from "../common/icons";
import { LetterKeys } from "../common/Keys";
import { say } from "../common/language";
import { AlertStrip } from "./AlertStrip";
import { found, jumpTo, section, sectionId, sections, stopSearching, watchScroll } from "./browse";
import { Categories } from "./Categories";
import { isJoined, isSearching, times, typed } from "./state";
import { Tile } from "./Tile";
import { t } from "./words";

const TIMES = [1, 2, 3, 4, 5];

function Sections() {
  return (
    <>
      {sections.value.map(({ category, items }) => (
        <section key={category.code} id={sectionId(category.code)} class={`section cat cat-${category.code}`}>
          <h2 class="section-head">
            {say(category.name)} <small>{items.length}</small>
          </h2>
          <div class="tiles">
            {items.map((item) => (
              <Tile key={item.id} item={item} />
            ))}
          </div>
        </section>
      ))}
    </>
  );
}

function Found() {
  if (typed.value === "") return <p class="blank">{t("search_none")}</p>;
  if (found.value.length === 0) return <p class="blank">{t("nothing_found", { typed: typed.value })}</p>;
  return (
    <div class="tiles" data-testid="found">
      {found.value.map((item) => (
        <Tile key={item.id} item={item} />
      ))}
    </div>
  );
}

function NoMenu() {
  return (
    <div class="blank blank-big" data-testid={isJoined.value ? "no-menu" : "joining"}>
      {isJoined.value ? <BowlIcon /> : <WaitIcon />}
      <b>{t(isJoined.value ? "no_menu" : "joining")}</b>
      {isJoined.value && <span>{t("no_menu_hint")}</span>}
    </div>
  );
}

function TimesKeys() {
  return (
    <div class="times" role="group" aria-label={t("times")}>
      {TIMES.map((n) => (
        <button
          type="button"
          key={n}
          aria-pressed={times.value === n}
          data-testid={`times-${n}`}
          onClick={() => {
            times.value = n;
          }}
        >
          ×{n}
        </button>
      ))}
    </div>
  );
}

function Dishes() {
  const list = useRef<HTMLDivElement>(null);
  useEffect(
    () => () => {
      section.value = null;
    },
    [],
  );
  return (
    <>
      <Categories onJump={(code) => jumpTo(list.current, code)} />
      <div class="list-place">
        <div
          class="list"
          ref={list}
          inert={isSearching.value}
          onScroll={(event) => watchScroll(event.currentTarget)}
        >
          <Sections />
        </div>
        {isSearching.value && (
          <div class="list list-found">
            <Found />
          </div>
        )}
      </div>
    </>
  );
}

export function MenuPane() {
  const hasMenu = sections.value.length > 0;
  return (
    <main class="menu" aria-label={t("dishes")}>
      {hasMenu ? <Dishes /> : <NoMenu />}
      {isSearching.value && hasMenu ? (
        <LetterKeys
          value={typed.value}
          onType={(value) => {
            typed.value = value;
          }}
          onDone={stopSearching}
        />
      ) : (
        <div class="menu-foot">
          <TimesKeys />
          <AlertStrip />
        </div>
      )}
    </main>
  );
}
