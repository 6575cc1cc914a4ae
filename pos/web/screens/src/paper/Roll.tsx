// One paper as it hangs out of the printer.

import { timeOf } from "../common/clock";
import { Drawing } from "../common/Drawing";
import { WarnIcon } from "../common/icons";
import type { Paper } from "./wire";
import { t } from "./words";

export function Roll({ paper }: { paper: Paper }) {
  return (
    <li class="roll" data-testid={`paper-${paper.id}`}>
      <p class="roll-head">
        <b>{paper.printer}</b>
        <time>{timeOf(paper.printed_at)}</time>
      </p>
      {paper.flags.map((flag) => (
        <p class="roll-flag" key={flag}>
          <WarnIcon />
          <span>
            {t("flag")}: {flag}
          </span>
        </p>
      ))}
      <Drawing svg={paper.svg} name="roll-paper" />
    </li>
  );
}
