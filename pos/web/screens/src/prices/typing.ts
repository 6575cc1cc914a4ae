// How amounts, discounts and numbers are typed and read. Text only: digits are moved, nothing is calculated.

import { parseYuan } from "../common/money";

/** Take off what people type around a number: spaces, the currency, full-width digits. */
export function tidy(typed: string): string {
  return typed
    .normalize("NFKC")
    .replace(/[¥元折\s]/g, "")
    .replace(/。/g, ".");
}

/** Read yuan as fen: "12.5" -> 1250; null when it is no amount. */
export function readYuan(typed: string): number | null {
  return parseYuan(tidy(typed));
}

/** Write fen as they are typed: 1250 -> "12.50". */
export function writeYuan(fen: number): string {
  const digits = String(fen).padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/**
 * Read a discount as basis points of the price that are paid: "7.5" and "75" (折), "75%" -> 7500.
 * Null when it is none: 10折 takes nothing off, and 15折 may be a slip of the pen for 85折.
 */
export function readFold(typed: string): number | null {
  const text = tidy(typed);
  const percent = /^(\d{1,2})(?:\.(\d{0,2}))?%$/.exec(text);
  if (percent !== null) return Number(`${percent[1]}${(percent[2] ?? "").padEnd(2, "0")}`);
  const fold = /^(\d)(?:\.(\d{0,3}))?$/.exec(text);
  if (fold !== null) return Number(`${fold[1]}${(fold[2] ?? "").padEnd(3, "0")}`);
  const spoken = /^([5-9]\d)$/.exec(text);
  return spoken === null ? null : Number(`${spoken[1]}00`);
}

/** Write basis points as a discount: 7500 -> "7.5". */
export function writeFold(bp: number): string {
  const digits = String(bp).padStart(4, "0");
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`.replace(/\.?0+$/, "") || "0";
}

/** Write basis points in percent: 7550 -> "75.5". */
export function writePercent(bp: number): string {
  const digits = String(bp).padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`.replace(/\.?0+$/, "") || "0";
}

/** Read a whole number of 0 or more; null when it is none. */
export function readWhole(typed: string): number | null {
  const text = tidy(typed);
  return /^\d{1,5}$/.test(text) ? Number(text) : null;
}

/** Whether a text is a calendar day, as a date field gives it. */
export function isDay(typed: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(typed)) return false;
  const day = new Date(`${typed}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(typed);
}

/** The day after a day. */
export function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
