// One version, as people read it.

import { CopyIcon, UndoIcon } from "../common/icons";
import { say } from "../common/language";
import { Findings, Paragraphs } from "./Sentences";
import { begin, draft, prices, version, withdraw } from "./state";
import { t } from "./words";

export function Reading() {
  const read = version.value;
  if (read === null) return <p class="blank">{t("loading")}</p>;
  const present = prices.value?.versions.find((one) => one.version === read.version) ?? read;
  const { state } = present;
  return (
    <article class="reading" data-testid="reading" data-version={read.version}>
      <header class="page-head">
        <div>
          <h2>{say(read.name)}</h2>
          <p>
            <span class={`mark mark-${state}`}>{t(`state_${state}`)}</span>{" "}
            {t("version", { n: read.version })} ·{" "}
            {t(state === "scheduled" ? "from" : "since", { day: read.effective_from })}
          </p>
        </div>
        {state === "scheduled" && (
          <button
            type="button"
            class="wide wide-bad"
            data-testid="withdraw"
            onClick={() => {
              if (confirm(t("withdraw_sure", { n: read.version }))) void withdraw(read.version);
            }}
          >
            <UndoIcon />
            {t("withdraw")}
          </button>
        )}
        <button
          type="button"
          class="primary"
          data-testid="edit-copy"
          onClick={() => {
            if (draft.value !== null && !confirm(t("replace_draft"))) return;
            begin({ kind: "version", version: read.version }, read.scheme);
          }}
        >
          <CopyIcon />
          {t("edit_copy")}
        </button>
      </header>
      <div class="page-body" role="region" aria-label={t("reads")} tabIndex={0}>
        <Findings findings={read.findings} />
        <Paragraphs paragraphs={read.paragraphs.filter((one) => one.kind !== "scheme")} />
      </div>
    </article>
  );
}
