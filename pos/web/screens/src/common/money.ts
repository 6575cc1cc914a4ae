// How fen are written and read. Text only: no amount is ever divided, so none is ever rounded.

/** Write fen as yuan: 1765 -> "17.65". */
export function yuan(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, "0");
  const sign = fen < 0 ? "−" : "";
  return `${sign}${digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",")}.${digits.slice(-2)}`;
}

/** Write fen as yuan with the sign of the currency: 1765 -> "¥17.65". */
export function priced(fen: number): string {
  return fen < 0 ? `−¥${yuan(-fen)}` : `¥${yuan(fen)}`;
}

/** Write a reduction: 240 -> "−2.40". */
export function reduced(fen: number): string {
  return `−${yuan(fen)}`;
}

/** Read what a person typed as yuan; null when it is not an amount. */
export function parseYuan(typed: string): number | null {
  const match = /^(\d{1,7})(?:\.(\d{0,2}))?$/.exec(typed.trim());
  if (match === null) return null;
  return Number(`${match[1]}${(match[2] ?? "").padEnd(2, "0")}`);
}
