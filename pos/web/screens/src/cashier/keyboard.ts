// A keyboard at the till: letters search, digits are quantities, Enter pays, Esc closes.

import { batch } from "@preact/signals";
import { stopSearching } from "./browse";
import { pay } from "./selling";
import { isSearching, sheet, times, typed } from "./state";

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

function press(event: KeyboardEvent): void {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
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
    pay({ kind: "wallet" });
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
