// The areas that may be chosen: those that a version or the draft declares.

import type { Named } from "../common/wire";
import { table, tables } from "./form";
import { draft, prices } from "./state";
import type { Value } from "./wire";

function text(value: Value | undefined): string {
  return typeof value === "string" ? value : "";
}

/** The areas that the scheme of the draft declares: its rules may name no others. */
export function draftAreas(): Named[] {
  return tables(draft.value?.form.kept["areas"]).map((area) => {
    const name = table(area["name"]);
    return { code: text(area["code"]), name: { zh: text(name["zh"]), en: text(name["en"]) } };
  });
}

/** All areas that are known, and the one that is chosen even if nobody declares it. */
export function knownAreas(chosen: string): Named[] {
  const found = new Map<string, Named>();
  for (const area of [...(prices.value?.areas ?? []), ...draftAreas()]) found.set(area.code, area);
  if (chosen !== "" && !found.has(chosen))
    found.set(chosen, { code: chosen, name: { zh: chosen, en: chosen } });
  return [...found.values()];
}
