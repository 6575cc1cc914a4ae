// Where in the menu the cashier looks: all categories lie in one long list, which is scrolled or searched.

import { batch, computed, signal } from "@preact/signals";
import { findDishes } from "../common/pinyin";
import { isSearching, menu, typed } from "./state";

const SECTION_SLACK_PX = 8;

/** The category that is being looked at; null at the very top. */
export const section = signal<string | null>(null);
let isJumping = false;

export const sections = computed(() => {
  const items = menu.value?.items ?? [];
  return (menu.value?.categories ?? [])
    .map((category) => ({ category, items: items.filter((item) => item.category === category.code) }))
    .filter(({ items: own }) => own.length > 0);
});

export const found = computed(() => findDishes(typed.value, menu.value?.items ?? []));

export function sectionId(code: string): string {
  return `section-${code}`;
}

export function jumpTo(list: HTMLElement | null, code: string | null): void {
  stopSearching();
  section.value = code;
  isJumping = true;
  const target = code === null ? null : document.getElementById(sectionId(code));
  list?.scrollTo({ top: target?.offsetTop ?? 0 });
}

export function watchScroll(list: HTMLElement): void {
  // After a jump to a category near the end, the list may not reach it; what was asked for stays marked.
  if (isJumping) {
    isJumping = false;
    return;
  }
  const above = sections.peek().filter(({ category }) => {
    const top = document.getElementById(sectionId(category.code))?.offsetTop ?? 0;
    return top <= list.scrollTop + SECTION_SLACK_PX;
  });
  section.value = list.scrollTop < SECTION_SLACK_PX ? null : (above.at(-1)?.category.code ?? null);
}

export function stopSearching(): void {
  batch(() => {
    isSearching.value = false;
    typed.value = "";
  });
}
