// The right side: how far a list is, what it would do, row by row, and the decision on it.

import { CheckIcon, CrossIcon, InfoIcon, WaitIcon, WarnIcon } from "../common/icons";
import { say } from "../common/language";
import { decision, isAtRest, isOver, progress, standing } from "./lists";
import { confirm, giveUp, shown, shownId } from "./state";
import type { Finding, List, Preview } from "./wire";
import { t } from "./words";

function Running({ of }: { of: List }) {
  const done = progress(of);
  return (
    <section class="panel running" data-testid="running">
      <WaitIcon />
      <div>
        <b>
          {t(standing(of))}{" "}
          {of.last_row === null || of.step !== "joining"
            ? t("row", { done: of.done_row })
            : t("row_of", { done: of.done_row, last: of.last_row })}
        </b>
        <progress aria-label={t(standing(of))} max={1} value={done ?? undefined} />
      </div>
      {of.step !== "forgetting" && (
        <button type="button" class="wide wide-bad" data-testid="give-up" onClick={() => void giveUp(of.id)}>
          <CrossIcon />
          {of.step === "joining" ? t("stop") : t("give_up")}
        </button>
      )}
    </section>
  );
}

const FIGURES = ["new", "known", "differs", "errors"] as const;

function Figures({ preview }: { preview: Preview }) {
  return (
    <dl class="counts">
      {FIGURES.map((name) => (
        <div key={name} class={`count count-${name} ${preview[name] === 0 ? "count-none" : ""}`}>
          <dt>{t(name)}</dt>
          <dd data-testid={`count-${name}`}>{preview[name]}</dd>
          <small>{t(`${name}_hint`)}</small>
        </div>
      ))}
    </dl>
  );
}

function Decide({ list, preview }: { list: List; preview: Preview }) {
  const what = decision(list);
  if (what === null) return null;
  const facts = { n: preview.new, errors: preview.errors };
  return (
    <div class="decide">
      <button
        type="button"
        class="primary"
        data-testid="confirm-list"
        disabled={what === "nothing_new"}
        onClick={() => void confirm(list.id, what === "confirm_skip")}
      >
        {t(what, facts)}
      </button>
      <button type="button" class="wide wide-bad" data-testid="give-up" onClick={() => void giveUp(list.id)}>
        {t("give_up")}
      </button>
      {preview.errors > 0 && <span class="hint">{t("mend")}</span>}
    </div>
  );
}

function Row({ finding }: { finding: Finding }) {
  const more = [
    finding.other_row === null ? null : t("same_as", { row: finding.other_row }),
    finding.member === null ? null : t("member", { code: finding.member }),
  ].filter((one) => one !== null);
  return (
    <tr class={`finding-${finding.weight}`} data-testid={`finding-${finding.row}`} data-code={finding.code}>
      <td class="number">{finding.row}</td>
      <td>{say(finding.column.name)}</td>
      <td class="weight">
        {finding.weight === "error" ? <WarnIcon /> : <InfoIcon />}
        {t(`weight_${finding.weight}`)}
      </td>
      <td>
        {say(finding.words)}
        {more.length > 0 && <small> {more.join(" · ")}</small>}
      </td>
    </tr>
  );
}

function Findings({ list, preview }: { list: List; preview: Preview }) {
  if (preview.findings === 0) {
    return (
      <p class="clean">
        <CheckIcon /> {t("clean")}
      </p>
    );
  }
  return (
    <section class="panel found">
      <header>
        <h3>{t("findings")}</h3>
        <small>{t("findings_more", { shown: list.findings.length, all: preview.findings })}</small>
        <a class="plain-link" href={`/api/member-lists/${list.id}/findings.csv`} download data-testid="findings-file">
          {t("all_findings")}
        </a>
      </header>
      <div class="found-rows">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("row_number")}</th>
              <th scope="col">{t("column")}</th>
              <th scope="col" />
              <th scope="col">{t("what")}</th>
            </tr>
          </thead>
          <tbody>
            {list.findings.map((finding, place) => (
              <Row key={place} finding={finding} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Columns({ preview }: { preview: Preview }) {
  return (
    <p class="columns">
      <span>{t("columns")}</span>
      {preview.columns.map((column) => (
        <b key={column.code}>{say(column.name)}</b>
      ))}
      {preview.ignored.length > 0 && <span>{t("ignored")}</span>}
      {preview.ignored.map((heading) => (
        <s key={heading}>{heading}</s>
      ))}
    </p>
  );
}

export function Shown() {
  const list = shown.value;
  if (shownId.value === null) return <p class="blank">{t("blank")}</p>;
  if (list === null) return <p class="blank" />;
  return (
    <>
      <h2 class="list-head">
        <span>{list.file_name}</span>
        <span class={`mark mark-${list.state}`} data-testid="list-state" data-state={list.state}>
          {t(standing(list))}
        </span>
      </h2>
      {!isAtRest(list) && <Running of={list} />}
      {list.error !== null && (
        <p class="refused" role="alert" data-testid="list-error" data-code={list.error.code}>
          <WarnIcon />
          {say(list.error.name)}
        </p>
      )}
      {list.state === "done" && (
        <p class="done" role="status" data-testid="joined">
          <CheckIcon />
          <span>
            <b>{t("done_line", { n: list.joined })}</b>
            <small>{t("done_hint")}</small>
          </span>
        </p>
      )}
      {list.preview !== null && (
        <>
          <Figures preview={list.preview} />
          {!isOver(list) && <Decide list={list} preview={list.preview} />}
          <Columns preview={list.preview} />
          <Findings list={list} preview={list.preview} />
        </>
      )}
    </>
  );
}
