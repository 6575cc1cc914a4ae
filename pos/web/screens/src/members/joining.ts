// Somebody who joins, as typed: what may be sent, and what the identity number says by itself.

export interface Joining {
  /** The key of the request: the same account is opened once, however often it is sent. */
  id: string;
  name: string;
  id_number: string;
  birth_date: string;
  phone: string;
  residence: string;
}

export function blank(id: string): Joining {
  return { id, name: "", id_number: "", birth_date: "", phone: "", residence: "" };
}

/** Keep of what is typed the characters that an identity number can have. */
export function idNumberTyped(typed: string): string {
  return typed.toUpperCase().replace(/[^0-9X]/g, "").slice(0, 18);
}

/** Keep of what is typed the digits that a telephone number can have. */
export function phoneTyped(typed: string): string {
  return typed.replace(/\D/g, "").slice(0, 11);
}

/** The day of birth that an identity number states, as far as it is typed; "" before. */
export function birthIn(id_number: string): string {
  const found = /^\d{6}(\d{4})(\d{2})(\d{2})/.exec(id_number);
  return found === null ? "" : `${found[1]}-${found[2]}-${found[3]}`;
}

/** Whether it can be sent: the server says whether it is right. */
export function isComplete(joining: Joining): boolean {
  const hasBirth = joining.id_number === "" ? joining.birth_date !== "" : joining.id_number.length === 18;
  const hasPhone = joining.phone === "" || joining.phone.length === 11;
  return joining.name.trim() !== "" && hasBirth && hasPhone;
}

/** The card that is issued with an account: the one on a till's reader, as it was shown. */
export interface CardToIssue {
  till: string;
  presentation: string;
}

export interface Opening {
  id: string;
  name: string;
  id_number: string;
  birth_date: string | null;
  phone: string;
  residence: string;
  card: CardToIssue | null;
}

/** The body of the request. */
export function opening(joining: Joining, card: CardToIssue | null): Opening {
  const { id, name, id_number, birth_date, phone, residence } = joining;
  const stated = id_number === "" ? birth_date : "";
  return { id, name: name.trim(), id_number, phone, residence, birth_date: stated === "" ? null : stated, card };
}
