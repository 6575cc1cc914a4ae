// Who eats: somebody with a birth date and classes, a member, or a guest; and what they used before.

import { CrossIcon, PersonIcon } from "../common/icons";
import { say } from "../common/language";
import { knownAreas } from "./areas";
import { Select } from "./Select";
import { prices } from "./state";
import { bornFor, type PersonKind, usedKey } from "./trying";
import { changeTry, counters, tried, tryForm } from "./tryState";
import { writeYuan } from "./typing";
import { t } from "./words";

const KINDS: PersonKind[] = ["person", "member", "guest"];
const AGES = [55, 65, 75, 85, 100];

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
          changeTry({
            classes: form.classes.map((one) => (one.code === code ? { code, valid_until: to } : one)),
          });
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

export function Person() {
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
              <Select
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

export function UsedBefore() {
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
