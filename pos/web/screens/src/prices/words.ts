// The words of the manager's prices, in the language of the screen.

import { dictionary, say } from "../common/language";
import { type PricesWord, zh } from "./chinese";
import { en } from "./english";
import type { Fault } from "./faults";

export const t = dictionary(zh, en);

/** The sentence for a fault: the server's words, or those for a code of the browser. */
export function faultWords(fault: Fault): string {
  return fault.words === null ? t(`fault_${fault.code}` as PricesWord) : say(fault.words);
}
