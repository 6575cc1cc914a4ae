// What differs between any two versions, or between a version and the draft.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { get } from "../common/api";
import { Changes } from "./Sentences";
import { attempt, choice, inForce, prices } from "./state";
import type { Change, Version } from "./wire";
import { t } from "./words";

const older = signal<number | null>(null);
const newer = signal<number | null>(null);
/** By the two versions; what a version says never changes. */
const compared = signal<ReadonlyMap<string, Change[]>>(new Map());

function versionWords(version: Version): string {
  return `${t("version", { n: version.version })} · ${t(`state_${version.state}`)} · ${version.effective_from}`;
}

function Side({
  label,
  name,
  value,
  onChosen,
}: {
  label: string;
  name: string;
  value: number;
  onChosen: (version: number) => void;
}) {
  return (
    <label class="compare-side">
      <span>{label}</span>
      <select
        class="field-input"
        data-testid={name}
        value={String(value)}
        onChange={(event) => onChosen(Number(event.currentTarget.value))}
      >
        {prices.value?.versions.map((version) => (
          <option key={version.version} value={String(version.version)}>
            {versionWords(version)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Of the rail's choice and the version in force; with one version only, it is both. */
function sides(): [number, number] {
  const present = inForce.value?.version ?? prices.value?.versions[0]?.version ?? 0;
  const chosen = typeof choice.value === "number" ? choice.value : present;
  const other = prices.value?.versions.find((one) => one.version !== present)?.version ?? present;
  return [older.value ?? present, newer.value ?? (chosen === present ? other : chosen)];
}

export function ComparePage() {
  const [old, fresh] = sides();
  const asked = `${old}/${fresh}`;
  useEffect(() => {
    void attempt(async () => {
      const told = await get<{ changes: Change[] }>(`/api/prices/compare/${asked}`);
      compared.value = new Map(compared.peek()).set(asked, told.changes);
    });
  }, [asked]);
  const changes = compared.value.get(asked) ?? null;
  return (
    <article class="reading" data-testid="compare">
      <header class="page-head">
        <Side
          label={t("compare_old")}
          name="compare-old"
          value={old}
          onChosen={(version) => {
            older.value = version;
          }}
        />
        <span class="compare-arrow" aria-hidden="true">
          →
        </span>
        <Side
          label={t("compare_new")}
          name="compare-new"
          value={fresh}
          onChosen={(version) => {
            newer.value = version;
          }}
        />
        <span class="head-gap" />
        {changes !== null && changes.length > 0 && <b>{t("n_changes", { n: changes.length })}</b>}
      </header>
      <div
        class="page-body"
        role="region"
        aria-label={t("tab_compare")}
        tabIndex={0}
        data-testid="compared"
        data-of={changes === null ? "" : asked}
      >
        {changes === null && <p class="blank">{t("loading")}</p>}
        {changes?.length === 0 && <p class="finding">{t("nothing_differs")}</p>}
        {changes !== null && <Changes changes={changes} />}
      </div>
    </article>
  );
}
