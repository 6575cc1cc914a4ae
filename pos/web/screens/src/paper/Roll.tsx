// One paper as it hangs out of the printer.

import { useEffect, useRef } from "preact/hooks";
import { timeOf } from "../common/clock";
import { WarnIcon } from "../common/icons";
import type { Paper } from "./wire";
import { t } from "./words";

/** Put a drawing into the page as XML: what is not a drawing is refused, and nothing in it can run. */
function draw(place: HTMLElement, svg: string): void {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  if (parsed.nodeName !== "svg") return place.replaceChildren(svg);
  for (const foreign of parsed.querySelectorAll("script, foreignObject")) foreign.remove();
  place.replaceChildren(document.importNode(parsed, true));
}

export function Roll({ paper }: { paper: Paper }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current !== null) draw(place.current, paper.svg);
  }, [paper.svg]);
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
      <div class="roll-paper" ref={place} />
    </li>
  );
}
