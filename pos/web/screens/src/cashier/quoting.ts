// Which price may be shown and paid. Pure.
//
// Each change of tray, card or menu raises `rev`. At most one quote is under way, and the newest tray is
// asked for last. A quote counts only while it answers the present `rev` for the card that is shown.

import type { QuoteAnswer } from "../common/wire";

export interface Quoting {
  rev: number;
  in_flight: number | null;
  answer: QuoteAnswer | null;
  refused_rev: number | null;
  /** Answers to anything older belong to a ticket that is over. */
  oldest: number;
}

export const newQuoting: Quoting = { rev: 0, in_flight: null, answer: null, refused_rev: null, oldest: 0 };

export function changed(quoting: Quoting): Quoting {
  return { ...quoting, rev: quoting.rev + 1 };
}

/** A ticket begins anew: what was quoted for the last one must not be seen beside it. */
export function forgotten(quoting: Quoting): Quoting {
  const rev = quoting.rev + 1;
  return { ...quoting, rev, answer: null, oldest: rev };
}

export function isWanted(quoting: Quoting): boolean {
  const isAnswered = quoting.answer?.seq === quoting.rev;
  return quoting.in_flight === null && !isAnswered && quoting.refused_rev !== quoting.rev;
}

export function sent(quoting: Quoting): Quoting {
  return { ...quoting, in_flight: quoting.rev };
}

export function answered(quoting: Quoting, answer: QuoteAnswer): Quoting {
  const isNewest = answer.seq >= (quoting.answer?.seq ?? quoting.oldest);
  return { ...quoting, in_flight: null, answer: isNewest ? answer : quoting.answer };
}

/** The server refused to price this; asking the same again would not change that. */
export function refused(quoting: Quoting): Quoting {
  return { ...quoting, in_flight: null, refused_rev: quoting.in_flight };
}

/** No answer came; the same may be asked again. */
export function unanswered(quoting: Quoting): Quoting {
  return { ...quoting, in_flight: null };
}

export function isCurrent(quoting: Quoting, presentation: string | null): boolean {
  const { answer, rev } = quoting;
  return answer !== null && answer.seq === rev && answer.presentation === presentation;
}
