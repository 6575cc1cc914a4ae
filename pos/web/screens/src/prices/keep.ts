// A draft outlives a reload: it is kept in this browser until it is scheduled or thrown away. Pure.

import type { Form } from "./form";
import type { Version } from "./wire";

/** What a draft was begun from: a version, or a published policy by its code. */
export type Origin =
  { kind: "version"; version: number } | { kind: "policy"; code: string; name: Version["name"] };

export interface Draft {
  format: 1;
  origin: Origin;
  form: Form;
}

export function toText(draft: Draft): string {
  return JSON.stringify(draft);
}

/** Read what was kept; null when there is nothing, or what another release has kept. */
export function fromText(text: string | null): Draft | null {
  if (text === null) return null;
  try {
    const draft = JSON.parse(text) as Draft;
    return draft.format === 1 && Array.isArray(draft.form.rules) && Array.isArray(draft.form.tiers)
      ? draft
      : null;
  } catch {
    return null;
  }
}
