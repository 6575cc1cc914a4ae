// A keyboard at the till: letters search, digits are quantities, Enter pays, Esc closes. Where a card reader
// types like a keyboard, its digits come too fast for a hand, and are a card.

import { batch } from "@preact/signals";
import { isLocked } from "../common/lock";
import { stopSearching } from "./browse";
import { pay, showTyped } from "./selling";
import { hasKeyboardReader, isSearching, sheet, times, typed } from "./state";
import { nothingTyped, typedNumber, typedOn } from "./typedCard";

function isTyping(): boolean {
  return document.activeElement instanceof HTMLInputElement;
}

function search(letter: string): void {
  batch(() => {
    isSearching.value = true;
    typed.value += letter;
  });
  document.querySelector<HTMLInputElement>("[data-testid=search]")?.focus();
}

let typing = nothingTyped;

/** Whether the key ended a number that a reader typed. */
function takesCard(event: KeyboardEvent): boolean {
  if (!hasKeyboardReader.value) return false;
  const number = event.key === "Enter" ? typedNumber(typing, event.timeStamp) : null;
  typing = number === null ? typedOn(typing, event.key, event.timeStamp) : nothingTyped;
  if (number === null) return false;
  event.preventDefault();
  // Its digits looked like quantities, or like a search.
  batch(() => {
    times.value = 1;
    typed.value = "";
  });
  showTyped(number);
  return true;
}

function press(event: KeyboardEvent): void {
  if (isLocked.peek()) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (takesCard(event)) return;
  if (document.querySelector("dialog[open]") !== null) return;
  if (event.key === "Escape") {
    stopSearching();
    if (isTyping()) (document.activeElement as HTMLElement).blur();
    return;
  }
  if (isTyping()) return;
  if (/^[a-z/]$/i.test(event.key)) {
    event.preventDefault();
    search(event.key === "/" ? "" : event.key.toLowerCase());
  } else if (/^[1-9]$/.test(event.key)) {
    times.value = Number(event.key);
  } else if (event.key === "Enter" && document.activeElement === document.body && sheet.value === null) {
    pay([{ kind: "wallet" }]);
  }
}

/** A tapped button must not keep the focus, or Enter would press it again in place of paying. */
function release(event: MouseEvent): void {
  const isTap = event.detail > 0;
  const button = (event.target as Element).closest("button");
  if (isTap && button !== null && button.closest("dialog") === null) button.blur();
}

export function listenToKeyboard(): void {
  addEventListener("keydown", press);
  addEventListener("click", release);
}
