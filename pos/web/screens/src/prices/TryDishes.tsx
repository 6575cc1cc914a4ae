// What is eaten, and when: dishes of the library, and the occasion.

import { useState } from "preact/hooks";
import { BinIcon, BowlIcon, ClockIcon, MinusIcon, PlusIcon } from "../common/icons";
import { say } from "../common/language";
import { priced } from "../common/money";
import { findDishes } from "../common/pinyin";
import { Select } from "./Select";
import { prices } from "./state";
import { addLine } from "./trying";
import { changeTry, tryForm } from "./tryState";
import { t } from "./words";

const MOST_FOUND = 6;

export function Dishes() {
  const [typed, setTyped] = useState("");
  const form = tryForm.value;
  const dishes = prices.value?.words.dishes ?? [];
  if (form === null) return null;
  const words = typed.trim();
  const found = findDishes(words, dishes);
  return (
    <section class="panel try-part">
      <h3>
        <BowlIcon />
        {t("what")}
      </h3>
      <ul class="try-lines">
        {form.lines.map((line) => {
          const dish = dishes.find((one) => one.code === line.dish);
          const name = dish === undefined ? line.dish : say(dish.name);
          return (
            <li key={line.dish} class={`cat cat-${dish?.category ?? "other"}`}>
              <span>
                {name} {dish !== undefined && <small>{priced(dish.price_fen)}</small>}
              </span>
              <button
                type="button"
                class="quiet"
                aria-label={t("fewer", { dish: name })}
                onClick={() => changeTry(addLine(form, line.dish, -1))}
              >
                {line.quantity === 1 ? <BinIcon /> : <MinusIcon />}
              </button>
              <b>{line.quantity}</b>
              <button
                type="button"
                class="quiet"
                aria-label={t("more", { dish: name })}
                data-testid={`more-${line.dish}`}
                onClick={() => changeTry(addLine(form, line.dish, 1))}
              >
                <PlusIcon />
              </button>
            </li>
          );
        })}
      </ul>
      <input
        class="field-input try-search"
        placeholder={t("find_dish")}
        aria-label={t("find_dish")}
        data-testid="find-dish"
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      {words !== "" && (
        <div class="try-found">
          {found.length === 0 && <small class="hint">{t("no_dish_found")}</small>}
          {found.slice(0, MOST_FOUND).map((dish) => (
            <button
              type="button"
              key={dish.code}
              class={`add cat cat-${dish.category}`}
              data-testid={`dish-${dish.code}`}
              onClick={() => {
                changeTry(addLine(form, dish.code, 1));
                setTyped("");
              }}
            >
              {say(dish.name)} <small>{priced(dish.price_fen)}</small>
            </button>
          ))}
        </div>
      )}
    </section>
  );
}

export function Moment() {
  const form = tryForm.value;
  const words = prices.value?.words;
  if (form === null || words === undefined) return null;
  return (
    <section class="panel try-part">
      <h3>
        <ClockIcon />
        {t("occasion")}
      </h3>
      <div class="try-row">
        <label class="stacked">
          <span>{t("day")}</span>
          <input
            type="date"
            class="field-input is-date"
            data-testid="on-date"
            value={form.on_date}
            onInput={(event) => changeTry({ on_date: event.currentTarget.value })}
          />
        </label>
        <label class="stacked">
          <span>{t("time")}</span>
          <input
            type="time"
            class="field-input"
            value={form.at_time}
            onInput={(event) => changeTry({ at_time: event.currentTarget.value })}
          />
        </label>
      </div>
      <div class="try-row">
        <Select
          label={t("meal")}
          options={words.meal_periods}
          value={form.meal_period}
          name="try-meal"
          onChosen={(meal_period) => changeTry({ meal_period })}
        />
        <Select
          label={t("channels")}
          options={words.channels}
          value={form.channel}
          name="try-channel"
          onChosen={(channel) => changeTry({ channel })}
        />
      </div>
    </section>
  );
}
