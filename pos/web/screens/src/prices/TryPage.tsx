// Try it: a person, dishes and a moment on the left; the price with its reasons on the right.

import { useState } from "preact/hooks";
import { BinIcon, BowlIcon, ClockIcon, CrossIcon, MinusIcon, PersonIcon, PlusIcon, WaitIcon } from "../common/icons";
import { say } from "../common/language";
import { priced } from "../common/money";
import { findDishes } from "../common/pinyin";
import { ProblemBox } from "../common/ProblemBox";
import type { Named } from "../common/wire";
import { Quote } from "./Quote";
import { choice, faults, prices } from "./state";
import { addLine, bornFor, type PersonKind, usedKey } from "./trying";
import { asked, changeTry, counters, refusal, tried, tryForm } from "./tryState";
import { knownAreas } from "./areas";
import { t } from "./words";
import { writeYuan } from "./typing";

const KINDS: PersonKind[] = ["person", "member", "guest"];
const AGES = [55, 65, 75, 85, 100];
const MOST_FOUND = 6;

function Chosen({ label, options, value, name, none, onChosen }: {
  label: string;
  options: Named[];
  value: string;
  name: string;
  none?: string;
  onChosen: (code: string) => void;
}) {
  return (
    <label class="stacked">
      <span>{label}</span>
      <select class="field-input" data-testid={name} value={value} onChange={(event) => onChosen(event.currentTarget.value)}>
        {none !== undefined && <option value="">{none}</option>}
        {options.map((one) => (
          <option key={one.code} value={one.code}>
            {say(one.name)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Classes() {
  const form = tryForm.value;
  const options = prices.value?.words.classes ?? [];
  if (form === null) return null;
  const left = options.filter((one) => form.classes.every((proven) => proven.code !== one.code));
  return (
    <div class="try-classes">
      {form.classes.map(({ code, valid_until }) => {
        const found = options.find((one) => one.code === code);
        const words = found === undefined ? code : say(found.name);
        const change = (to: string) =>
          changeTry({ classes: form.classes.map((one) => (one.code === code ? { code, valid_until: to } : one)) });
        return (
          <div key={code} class="try-class">
            <b>{words}</b>
            <label>
              <small>{t("valid_until")}</small>
              <input
                type="date"
                class="field-input is-date"
                value={valid_until}
                data-testid={`class-${code}-until`}
                onInput={(event) => change(event.currentTarget.value)}
              />
            </label>
            <button
              type="button"
              class="quiet"
              aria-label={t("remove_class", { name: words })}
              onClick={() => changeTry({ classes: form.classes.filter((one) => one.code !== code) })}
            >
              <CrossIcon />
            </button>
          </div>
        );
      })}
      <select
        class="field-input add-class"
        aria-label={t("add_class")}
        data-testid="add-class"
        value=""
        onChange={(event) => {
          const code = event.currentTarget.value;
          event.currentTarget.value = "";
          if (code !== "") changeTry({ classes: [...form.classes, { code, valid_until: "" }] });
        }}
      >
        <option value="">＋ {t("add_class")}</option>
        {left.map((one) => (
          <option key={one.code} value={one.code}>
            {say(one.name)}
          </option>
        ))}
      </select>
    </div>
  );
}

function Person() {
  const form = tryForm.value;
  if (form === null) return null;
  const age = tried.value?.answer.person.age ?? null;
  const name = tried.value?.answer.person.name ?? null;
  return (
    <section class="panel try-part">
      <h3>
        <PersonIcon />
        {t("who")}
        {form.kind !== "guest" && age !== null && (
          <small>
            {form.kind === "member" && name} {t("age", { n: age })}
          </small>
        )}
      </h3>
      <div class="segments" role="group" aria-label={t("who")}>
        {KINDS.map((kind) => (
          <button
            type="button"
            key={kind}
            aria-pressed={form.kind === kind}
            data-testid={`kind-${kind}`}
            onClick={() => changeTry({ kind, used: {} })}
          >
            {t(`kind_${kind}`)}
          </button>
        ))}
      </div>
      {form.kind === "member" && (
        <label class="stacked">
          <span>{t("member_code")}</span>
          <input
            class="field-input"
            placeholder="M0001"
            data-testid="member"
            value={form.member}
            onInput={(event) => changeTry({ member: event.currentTarget.value, used: {} })}
          />
        </label>
      )}
      {form.kind === "person" && (
        <>
          <div class="try-row try-birth">
            <label class="stacked">
              <span>{t("birth_date")}</span>
              <input
                type="date"
                class="field-input is-date"
                data-testid="birth-date"
                value={form.birth_date}
                onInput={(event) => changeTry({ birth_date: event.currentTarget.value })}
              />
            </label>
            <div class="ages-quick">
              {AGES.map((one) => (
                <button
                  type="button"
                  key={one}
                  class="add"
                  data-testid={`age-${one}`}
                  onClick={() => changeTry({ birth_date: bornFor(one, form.on_date) })}
                >
                  {one}
                </button>
              ))}
            </div>
          </div>
          <Classes />
          <div class="try-row">
            {(["residence", "hukou"] as const).map((home) => (
              <Chosen
                key={home}
                label={t(home)}
                options={knownAreas(form[home])}
                value={form[home]}
                name={`try-${home}`}
                none={t("unknown_area")}
                onChosen={(code) => changeTry({ [home]: code })}
              />
            ))}
          </div>
        </>
      )}
    </section>
  );
}

function Dishes() {
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

function Moment() {
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
        <Chosen label={t("meal")} options={words.meal_periods} value={form.meal_period} name="try-meal" onChosen={(meal_period) => changeTry({ meal_period })} />
        <Chosen label={t("channels")} options={words.channels} value={form.channel} name="try-channel" onChosen={(channel) => changeTry({ channel })} />
      </div>
    </section>
  );
}

function UsedBefore() {
  const form = tryForm.value;
  if (form === null || form.kind === "guest" || counters.value.length === 0) return null;
  return (
    <section class="panel try-part">
      <h3>
        {t("used_before")}
        <small>{t(form.kind === "member" ? "used_books" : "used_hint")}</small>
      </h3>
      {counters.value.flatMap((counter) =>
        counter.measures.map((measure) => {
          const key = usedKey(counter, measure);
          const booked = counter.used[measure];
          return (
            <label key={key} class="used">
              <span>
                {say(counter.name)} <small>{t(`per_${counter.per}`)}</small>
              </span>
              <input
                class="field-input is-number"
                inputMode="decimal"
                data-testid={`used-${counter.counter}-${counter.per}-${measure}`}
                placeholder={measure.endsWith("_fen") ? writeYuan(booked) : String(booked)}
                value={form.used[key] ?? ""}
                onInput={(event) => changeTry({ used: { ...form.used, [key]: event.currentTarget.value } })}
              />
              <span>{t(`measure_${measure}`)}</span>
            </label>
          );
        }),
      )}
    </section>
  );
}

function Difference({ fen }: { fen: number }) {
  const [word, look] = fen < 0 ? (["pays_less", "good"] as const) : fen > 0 ? (["pays_more", "warn"] as const) : (["pays_same", "same"] as const);
  return (
    <p class={`difference difference-${look}`} data-testid="difference">
      {t(word, { amount: priced(Math.abs(fen)) })}
    </p>
  );
}

function Answer() {
  const answered = tried.value;
  if (choice.value === "draft" && faults.value.size > 0) return <p class="blank">{t("fix_first")}</p>;
  if (answered === null) {
    return (
      <div class="blank try-blank">
        {asked.value === "" ? <BowlIcon /> : <WaitIcon />}
        <b>{asked.value === "" ? t("no_lines") : t("loading")}</b>
        <span>{t("try_hint")}</span>
      </div>
    );
  }
  const { chosen, in_force, difference_fen } = answered.answer;
  const isSame = in_force?.scheme.hash === chosen.scheme.hash && in_force.scheme.version === chosen.scheme.version;
  const isDraft = choice.value === "draft";
  const version = prices.value?.versions.find((one) => one.version === chosen.scheme.version);
  return (
    <div class={answered.of === asked.value ? "" : "is-dim"} data-testid="tried" data-current={answered.of === asked.value}>
      {isSame ? (
        <p class="difference difference-same">{t("same_as_now")}</p>
      ) : in_force === null || difference_fen === null ? (
        <p class="difference difference-same">{t("none_in_force")}</p>
      ) : (
        <Difference fen={difference_fen} />
      )}
      <div class="quotes">
        <Quote
          tried={chosen}
          title={t("version", { n: chosen.scheme.version })}
          mark={isDraft ? "draft" : isSame ? "in_force" : (version?.state ?? "scheduled")}
          name="chosen"
        />
        {!isSame && in_force !== null && (
          <Quote tried={in_force} title={t("version", { n: in_force.scheme.version })} mark="on_day" name="in-force" />
        )}
      </div>
    </div>
  );
}

export function TryPage() {
  return (
    <div class="try">
      <div class="try-form">
        <Person />
        <Dishes />
        <Moment />
        <UsedBefore />
      </div>
      <div class="try-answer">
        <ProblemBox problem={refusal} />
        <Answer />
      </div>
    </div>
  );
}
