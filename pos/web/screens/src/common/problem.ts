// What went wrong, as a person reads it: one sentence, and more where the server knows more.

import { NoVerdict, Refusal } from "./api";
import { say } from "./language";
import { word } from "./words";

/** The sentence to show for anything that an ask of the server ended in. */
export function sentence(fault: unknown): string {
  if (fault instanceof Refusal) {
    return fault.detail === null ? say(fault.title) : `${say(fault.title)}：${say(fault.detail)}`;
  }
  if (!(fault instanceof NoVerdict)) throw fault;
  if (!fault.heard) return word("no_network");
  return fault.status !== null && fault.status >= 400
    ? word("server_fault", { status: fault.status })
    : word("not_understood");
}
