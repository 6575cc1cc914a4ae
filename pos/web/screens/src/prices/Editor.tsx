// The draft: the form on the left, and what the server reads it as on the right.

import { BinIcon, CalendarIcon, CheckIcon, PlusIcon, WaitIcon, WarnIcon } from "../common/icons";
import { say } from "../common/language";
import { word } from "../common/words";
import { partsOf } from "./faults";
import { addRule } from "./editing";
import { Field, RowFaults } from "./Field";
import { RuleCard } from "./RuleCard";
import { Changes, Findings, Paragraphs } from "./Sentences";
import {
  checked,
  draft,
  edit,
  faults,
  inForce,
  isAdding,
  isCurrent,
  openRule,
  prices,
  schedule,
  startDay,
  throwAway,
} from "./state";
import { TEMPLATES } from "./templates";
import { TiersTable } from "./TiersTable";
import { nextDay } from "./typing";
import { faultWords, t } from "./words";

function AddRule() {
  return (
    <div class="add-rule">
      <button
        type="button"
        class="wide"
        aria-expanded={isAdding.value}
        data-testid="add-rule"
        onClick={() => {
          isAdding.value = !isAdding.value;
        }}
      >
        <PlusIcon />
        {t("add_rule")}
      </button>
      {isAdding.value &&
        TEMPLATES.map((template) => (
          <button
            type="button"
            key={template}
            class="add"
            data-testid={`template-${template}`}
            onClick={() => {
              edit((form) => {
                const added = addRule(form, template);
                openRule.value = added.id;
                return added.form;
              });
              isAdding.value = false;
            }}
          >
            {t(`template_${template}`)}
          </button>
        ))}
    </div>
  );
}

function Status() {
  const wrong = faults.value;
  if (wrong.size > 0) {
    const first = [...wrong][0];
    const rule = first === undefined ? "" : partsOf(first[0]).rule;
    const found = draft.value?.form.rules.find((one) => one.code === rule);
    const words = first === undefined ? "" : faultWords(first[1]);
    return (
      <button
        type="button"
        class="status status-bad"
        data-testid="status"
        data-state="faulty"
        onClick={() => {
          if (found !== undefined) openRule.value = found.id;
        }}
      >
        <WarnIcon />
        <span>
          <b>{t("n_faults", { n: wrong.size })}</b>
          <small>
            {found === undefined ? words : word("of", { name: say({ zh: found.zh, en: found.en }), words })}
          </small>
        </span>
      </button>
    );
  }
  if (!isCurrent.value) {
    return (
      <p class="status" data-testid="status" data-state="checking">
        <WaitIcon />
        {t("checking")}
      </p>
    );
  }
  return (
    <p class="status status-good" data-testid="status" data-state="fine">
      <CheckIcon />
      {t("is_fine")}
    </p>
  );
}

function Live() {
  const answer = checked.value?.answer;
  return (
    <aside class="live" aria-label={t("check")}>
      <Status />
      {answer !== undefined && (
        <div
          class={`live-body ${isCurrent.value ? "" : "is-old"}`}
          role="region"
          aria-label={t("reads_as")}
          tabIndex={0}
          data-testid="live"
          data-current={isCurrent.value}
        >
          <h3>
            {t("changes_now", { n: answer.in_force ?? "" })}
            <small>
              {answer.changes.length === 0 ? t("no_changes") : t("n_changes", { n: answer.changes.length })}
            </small>
          </h3>
          <Changes changes={answer.changes} />
          <h3>{t("findings")}</h3>
          <Findings findings={answer.findings} />
          <h3>{t("reads_as")}</h3>
          <Paragraphs paragraphs={answer.paragraphs.filter((one) => one.kind !== "scheme")} />
        </div>
      )}
    </aside>
  );
}

function ScheduleBar() {
  const known = prices.value;
  if (known === null) return null;
  return (
    <footer class="schedule">
      <button
        type="button"
        class="quiet quiet-bad"
        data-testid="throw-away"
        onClick={() => {
          if (confirm(t("throw_away_sure"))) throwAway();
        }}
      >
        <BinIcon />
        {t("throw_away")}
      </button>
      <small>{t("draft_kept")}</small>
      <label class="schedule-day">
        <CalendarIcon />
        <span>{t("start_day")}</span>
        <input
          type="date"
          class="field-input is-date"
          min={nextDay(known.today)}
          value={startDay.value}
          data-testid="start-day"
          onInput={(event) => {
            startDay.value = event.currentTarget.value;
          }}
        />
      </label>
      <button
        type="button"
        class="primary"
        data-testid="schedule"
        disabled={!isCurrent.value || startDay.value === ""}
        onClick={() => void schedule()}
      >
        {t("schedule", { n: known.next_version })}
      </button>
    </footer>
  );
}

export function Editor() {
  const form = draft.value?.form;
  if (form === undefined || inForce.value === undefined) return null;
  return (
    <div class="editor" data-testid="editor">
      <div class="editor-form">
        <section class="panel panel-names">
          {(["zh", "en"] as const).map((language) => (
            <label class="stacked" key={language}>
              <span>{t(`name_${language}`)}</span>
              <Field
                label={t(`name_${language}`)}
                value={form[language]}
                rule=""
                field={`name.${language}`}
                name={`scheme-${language}`}
                onTyped={(typed) => edit((present) => ({ ...present, [language]: typed }))}
              />
            </label>
          ))}
          <RowFaults rule="" field="name" />
        </section>
        {form.rules.map((rule) => (
          <RuleCard key={rule.id} rule={rule} />
        ))}
        <RowFaults rule="" field="rules" />
        <AddRule />
        <TiersTable />
      </div>
      <Live />
      <ScheduleBar />
    </div>
  );
}
