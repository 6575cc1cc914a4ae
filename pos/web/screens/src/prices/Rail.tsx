// The left side: the draft, and every version with what it is today.

import { PaperIcon, PencilIcon, PlusIcon } from "../common/icons";
import { say } from "../common/language";
import { openPolicies } from "./policies";
import { choice, choose, draft, prices } from "./state";
import type { Version } from "./wire";
import { t } from "./words";

function when(version: Version): string {
  const day = version.effective_from;
  return version.state === "scheduled" ? t("from", { day }) : t("since", { day });
}

function VersionRow({ version }: { version: Version }) {
  return (
    <li>
      <button
        type="button"
        class={`version version-${version.state}`}
        aria-pressed={choice.value === version.version}
        data-testid={`version-${version.version}`}
        data-state={version.state}
        onClick={() => choose(version.version)}
      >
        <span class="version-line">
          <b>{t("version", { n: version.version })}</b>
          <span class={`mark mark-${version.state}`}>{t(`state_${version.state}`)}</span>
        </span>
        <small>
          {when(version)} · {t("rules", { n: version.rules })}
        </small>
      </button>
    </li>
  );
}

function DraftRow() {
  const kept = draft.value;
  if (kept === null) return null;
  const { origin } = kept;
  return (
    <button
      type="button"
      class="version version-draft"
      aria-pressed={choice.value === "draft"}
      data-testid="draft"
      onClick={() => choose("draft")}
    >
      <span class="version-line">
        <b>
          <PencilIcon /> {t("draft")}
        </b>
        <span class="mark mark-draft">{t("draft_next", { n: prices.value?.next_version ?? "" })}</span>
      </span>
      <small>
        {origin.kind === "version"
          ? t("draft_of", { n: origin.version })
          : t("draft_of_policy", { name: say(origin.name) })}
      </small>
    </button>
  );
}

export function Rail() {
  return (
    <nav class="rail" aria-label={t("versions")}>
      <DraftRow />
      <h2>{t("versions")}</h2>
      <ul class="rail-list">
        {prices.value?.versions.map((version) => (
          <VersionRow key={version.version} version={version} />
        ))}
      </ul>
      <button type="button" class="rail-new" data-testid="from-policy" onClick={() => void openPolicies()}>
        <PaperIcon />
        <span>{t("from_policy")}</span>
        <PlusIcon />
      </button>
    </nav>
  );
}
