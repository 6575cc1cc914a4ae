// What a refusal says of a second person: is somebody to be asked, or is what was asked at an end?

import { Refusal } from "./api";

/** What a second person is asked to sign; `id` is the key of the act. */
export interface ToSign {
  id: string;
  amount_fen: number;
}

const REQUIRED = "approval_required";

/** What has to be signed first; then the very same request is sent again. */
export function toSign(caught: unknown): ToSign | null {
  if (!(caught instanceof Refusal) || caught.code !== REQUIRED) return null;
  const { approval, amount_fen } = caught.extra;
  return typeof approval === "string" && typeof amount_fen === "number" ? { id: approval, amount_fen } : null;
}

export function isToBeSigned(caught: unknown): boolean {
  return toSign(caught) !== null;
}

/** It was refused or came too late: whoever still wants it asks anew, under another key. Nothing was written. */
export function isSpent(caught: unknown): boolean {
  return caught instanceof Refusal && caught.code !== REQUIRED && caught.code.startsWith("approval_");
}
