// One rule of the draft: its rows, its limits, and when and on what it holds.

import { BinIcon, DownIcon, PlusIcon, WarnIcon } from "../common/icons";
import { say } from "../common/language";
import type { Named } from "../common/wire";
import { Choices } from "./Choices";
import { addCap, changeCap, changeRule, removeCap, removeRule } from "./editing";
import { Field, isWrong, RowFaults } from "./Field";
import { type CapForm, type ItemsForm, MEASURES, type RuleForm, table, tables, type WhenForm } from "./form";
import { Kept, keptOfRule } from "./Kept";
import { draft, edit, openRule, prices } from "./state";
import { TermsTable } from "./TermsTable";
import { t } from "./words";

const SPANS = ["bill", "meal", "day", "week", "month"] as const;
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

function named(code: string, words: string): Named {
  return { code, name: { zh: words, en: words } };
}

/** The payers that the scheme declares, that its rules name, and the usual ones. */
function payers(): Named[] {
  const known = new Map<string, Named>();
  for (const payer of prices.value?.words.payers ?? []) known.set(payer.code, payer);
  for (const payer of tables(draft.value?.form.kept["payers"])) {
    const { zh, en } = table(payer["name"]);
    const code = String(payer["code"]);
    known.set(code, { code, name: { zh: String(zh), en: String(en) } });
  }
  for (const { payer } of draft.value?.form.rules ?? []) {
    if (!known.has(payer)) known.set(payer, named(payer, payer));
  }
  return [...known.values()];
}

function CapRow({ rule, cap, place }: { rule: RuleForm; cap: CapForm; place: number }) {
  const change = (changes: Partial<CapForm>) => edit((form) => changeCap(form, rule, cap.id, changes));
  return (
    <span class="cap">
      <select
        class="field-input"
        aria-label={t("caps")}
        value={cap.per}
        onChange={(event) => change({ per: event.currentTarget.value })}
      >
        {SPANS.map((span) => (
          <option key={span} value={span}>
            {t(`per_${span}`)}
          </option>
        ))}
      </select>
      <Field
        label={t("caps")}
        value={cap.typed}
        rule={rule.code}
        field={`caps[${place}].${cap.measure}`}
        name={`cap-${rule.code}-${place}`}
        isNumber
        onTyped={(typed) => change({ typed })}
      />
      <select
        class="field-input"
        aria-label={t("measure_times")}
        value={cap.measure}
        onChange={(event) => change({ measure: event.currentTarget.value as CapForm["measure"] })}
      >
        {MEASURES.map((measure) => (
          <option key={measure} value={measure}>
            {t(`measure_${measure}`)}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="quiet"
        aria-label={t("remove_cap")}
        onClick={() => edit((form) => removeCap(form, rule, cap.id))}
      >
        <BinIcon />
      </button>
    </span>
  );
}

function Caps({ rule }: { rule: RuleForm }) {
  return (
    <div class="rule-part">
      <h3>{t("caps")}</h3>
      <div class="rule-fields">
        {rule.caps.length === 0 && <span class="none">{t("no_caps")}</span>}
        {rule.caps.map((cap, place) => (
          <CapRow key={cap.id} rule={rule} cap={cap} place={place} />
        ))}
        <button
          type="button"
          class="add"
          data-testid={`add-cap-${rule.code}`}
          onClick={() => edit((form) => addCap(form, rule))}
        >
          <PlusIcon />
          {t("add_cap")}
        </button>
      </div>
      <RowFaults rule={rule.code} field="caps" />
    </div>
  );
}

function Listed({
  rule,
  label,
  options,
  chosen,
  field,
  onChosen,
}: {
  rule: RuleForm;
  label: string;
  options: Named[];
  chosen: string[];
  field: string;
  onChosen: (codes: string[]) => void;
}) {
  return (
    <label class="stacked">
      <span>{label}</span>
      <Choices
        label={label}
        none={t("any")}
        options={options}
        chosen={chosen}
        name={`${rule.code}-${field}`}
        isWrong={isWrong(rule.code, field)}
        onChosen={onChosen}
      />
    </label>
  );
}

function Extent({ rule }: { rule: RuleForm }) {
  const words = prices.value?.words;
  if (words === undefined) return null;
  const when = (changes: Partial<WhenForm>) =>
    edit((form) => changeRule(form, rule.id, { when: { ...rule.when, ...changes } }));
  const items = (changes: Partial<ItemsForm>) =>
    edit((form) => changeRule(form, rule.id, { items: { ...rule.items, ...changes } }));
  const weekdays = WEEKDAYS.map((day) => named(day, t(`day_${day}`)));
  const lists = [
    ["categories", words.categories, rule.items.categories, "items", items],
    ["vendors", words.vendors, rule.items.vendors, "items", items],
    ["dishes", words.dishes, rule.items.dishes, "items", items],
    ["meal_periods", words.meal_periods, rule.when.meal_periods, "when", when],
    ["channels", words.channels, rule.when.channels, "when", when],
    ["weekdays", weekdays, rule.when.weekdays, "when", when],
  ] as const;
  return (
    <div class="rule-part">
      <h3>{t("when")}</h3>
      <div class="rule-fields">
        {lists.map(([list, options, chosen, part, change]) => (
          <Listed
            key={list}
            rule={rule}
            label={t(list)}
            options={options}
            chosen={chosen}
            field={`${part}.${list}`}
            onChosen={(codes) => change({ [list]: codes })}
          />
        ))}
        <label class="stacked">
          <span>{t("max_unit_price")}</span>
          <Field
            label={t("max_unit_price")}
            value={rule.items.max_unit_price}
            rule={rule.code}
            field="items.max_unit_price_fen"
            name={`${rule.code}-max-price`}
            isNumber
            onTyped={(max_unit_price) => items({ max_unit_price })}
          />
        </label>
        {(["from_date", "until_date"] as const).map((day) => (
          <label class="stacked" key={day}>
            <span>{t(day)}</span>
            <Field
              label={t(day)}
              value={rule.when[day]}
              rule={rule.code}
              field={`when.${day}`}
              name={`${rule.code}-${day}`}
              type="date"
              look="is-date"
              onTyped={(typed) => when({ [day]: typed })}
            />
          </label>
        ))}
      </div>
      <Kept kept={keptOfRule(rule)} />
      <RowFaults rule={rule.code} field="when" />
      <RowFaults rule={rule.code} field="items" />
    </div>
  );
}

function Naming({ rule }: { rule: RuleForm }) {
  const change = (changes: Partial<RuleForm>) => edit((form) => changeRule(form, rule.id, changes));
  return (
    <div class="rule-part">
      <div class="rule-fields">
        {(["zh", "en"] as const).map((language) => (
          <label class="stacked" key={language}>
            <span>{t(`name_${language}`)}</span>
            <Field
              label={t(`name_${language}`)}
              value={rule[language]}
              rule={rule.code}
              field={`name.${language}`}
              name={`${rule.code}-${language}`}
              look="is-name"
              onTyped={(typed) => change({ [language]: typed })}
            />
          </label>
        ))}
        <label class="stacked">
          <span>{t("paid_by")}</span>
          <select
            class="field-input"
            value={rule.payer}
            data-testid={`${rule.code}-payer`}
            onChange={(event) => change({ payer: event.currentTarget.value })}
          >
            {payers().map((payer) => (
              <option key={payer.code} value={payer.code}>
                {say(payer.name)}
              </option>
            ))}
          </select>
        </label>
        <label class="stacked" title={t("layer_hint")}>
          <span>{t("layer")}</span>
          <Field
            label={t("layer")}
            value={rule.layer}
            rule={rule.code}
            field="layer"
            name={`${rule.code}-layer`}
            isNumber
            onTyped={(layer) => change({ layer })}
          />
        </label>
        <span class="rule-gap" />
        <button
          type="button"
          class="quiet quiet-bad"
          data-testid={`${rule.code}-remove`}
          onClick={() => {
            if (confirm(t("remove_rule_sure", { name: rule.zh }))) edit((form) => removeRule(form, rule.id));
          }}
        >
          <BinIcon />
          {t("remove_rule")}
        </button>
      </div>
      {["name", "payer", "layer", "kind", "code", "group"].map((field) => (
        <RowFaults key={field} rule={rule.code} field={field} />
      ))}
    </div>
  );
}

export function RuleCard({ rule }: { rule: RuleForm }) {
  const isOpen = openRule.value === rule.id;
  const isBad = rule.is_on && isWrong(rule.code, "");
  return (
    <section class={`panel rule ${rule.is_on ? "" : "is-off"}`} data-testid={`rule-${rule.code}`}>
      <header class="rule-head">
        <button
          type="button"
          class="rule-name"
          aria-expanded={isOpen}
          data-testid={`open-${rule.code}`}
          onClick={() => {
            openRule.value = isOpen ? null : rule.id;
          }}
        >
          <DownIcon />
          <b>{say({ zh: rule.zh, en: rule.en })}</b>
          <span class={`mark mark-${rule.kind}`}>{t(`kind_${rule.kind}` as "kind_discount")}</span>
          {isBad && (
            <span class="rule-bad">
              <WarnIcon />
            </span>
          )}
        </button>
        <label class="toggle">
          <input
            type="checkbox"
            role="switch"
            checked={rule.is_on}
            data-testid={`${rule.code}-on`}
            onChange={(event) => {
              const is_on = event.currentTarget.checked;
              edit((form) => changeRule(form, rule.id, { is_on }));
            }}
          />
          <span>{t(rule.is_on ? "is_on" : "is_off")}</span>
        </label>
      </header>
      {isOpen && (
        <div class="rule-body">
          <TermsTable rule={rule} />
          <RowFaults rule={rule.code} field="terms" isExact />
          <Caps rule={rule} />
          <Extent rule={rule} />
          <Naming rule={rule} />
        </div>
      )}
    </section>
  );
}
