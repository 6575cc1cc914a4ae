// A paper's drawing, put into the page as XML: what is not a drawing is refused, and nothing in it can run.

import { useEffect, useRef } from "preact/hooks";

function draw(place: HTMLElement, svg: string): void {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  if (parsed.nodeName !== "svg") return place.replaceChildren(svg);
  for (const foreign of parsed.querySelectorAll("script, foreignObject")) foreign.remove();
  place.replaceChildren(document.importNode(parsed, true));
}

export function Drawing({ svg, name }: { svg: string; name: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current !== null) draw(place.current, svg);
  }, [svg]);
  return <div class={name} data-testid={name} ref={place} />;
}
