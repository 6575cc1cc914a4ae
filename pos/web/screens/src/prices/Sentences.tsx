// A scheme in plain sentences, and what its check has found.

import { CheckIcon, InfoIcon, WarnIcon } from "../common/icons";
import { say } from "../common/language";
import { type Parted, partBoth } from "./differ";
import type { Change, Finding, Paragraph } from "./wire";
import { t } from "./words";

export function Findings({ findings }: { findings: Finding[] }) {
  if (findings.length === 0) {
    return (
      <p class="finding finding-none" data-testid="findings">
        <CheckIcon />
        {t("no_finding")}
      </p>
    );
  }
  return (
    <ul class="findings" data-testid="findings">
      {findings.map((finding) => (
        <li key={`${finding.place} ${finding.problem.en}`} class={`finding finding-${finding.severity}`}>
          {finding.severity === "note" ? <InfoIcon /> : <WarnIcon />}
          <span>
            <b>{t(`finding_${finding.severity}`)}</b> {say(finding.problem)}
          </span>
        </li>
      ))}
    </ul>
  );
}

export function Paragraphs({ paragraphs }: { paragraphs: Paragraph[] }) {
  return (
    <div class="paragraphs">
      {paragraphs.map((paragraph) => (
        <section
          key={`${paragraph.kind} ${paragraph.code}`}
          class={`paragraph paragraph-${paragraph.kind}`}
          data-testid={`paragraph-${paragraph.code || paragraph.kind}`}
        >
          <h3>{say(paragraph.title)}</h3>
          {paragraph.sentences.map((sentence) => (
            <p key={sentence.en}>{say(sentence)}</p>
          ))}
        </section>
      ))}
    </div>
  );
}

function Marked({ parted }: { parted: Parted }) {
  return (
    <>
      {parted.before}
      {parted.differs !== "" && <mark>{parted.differs}</mark>}
      {parted.after}
    </>
  );
}

function ChangedWords({ change: { before, after } }: { change: Change }) {
  if (before === null || after === null) {
    return (
      <>
        {before !== null && <del>{say(before)}</del>}
        {after !== null && <ins>{say(after)}</ins>}
      </>
    );
  }
  const [old, fresh] = partBoth(say(before), say(after));
  return (
    <>
      <del>
        <Marked parted={old} />
      </del>
      <ins>
        <Marked parted={fresh} />
      </ins>
    </>
  );
}

export function Changes({ changes }: { changes: Change[] }) {
  return (
    <ul class="changes" data-testid="changes">
      {changes.map((change) => (
        <li key={change.place + (change.after?.en ?? "")} class={`change change-${change.kind}`}>
          <span class={`mark mark-${change.kind}`}>{t(`change_${change.kind}`)}</span>
          <ChangedWords change={change} />
        </li>
      ))}
    </ul>
  );
}
