// Everything the manager's prices know: the versions, the one that is chosen, and the draft that is edited.

import { batch, computed, effect, signal } from "@preact/signals";
import { get, NoVerdict, post, Refusal } from "../common/api";
import { setClock } from "../common/clock";
import { faultsOf, type Faults, NO_FAULTS } from "./faults";
import { type Form, readScheme } from "./form";
import { type Draft, fromText, type Origin, toText } from "./keep";
import { nextDay } from "./typing";
import type { Checked, Prices, Version, VersionShown } from "./wire";
import { writeScheme } from "./writing";

const KEPT = "canteen.prices.draft";
const CALM_MS = 350;

export type Tab = "scheme" | "try" | "compare" | "backtest" | "members";
export type Choice = number | "draft";

export const prices = signal<Prices | null>(null);
export const problem = signal<Error | null>(null);
export const tab = signal<Tab>("scheme");
export const choice = signal<Choice | null>(null);
export const shown = signal<ReadonlyMap<number, VersionShown>>(new Map());

export const inForce = computed(() => prices.value?.versions.find((one) => one.state === "in_force") ?? null);
export const today = computed(() => prices.value?.today ?? "");

/** A version that can be shown, or null while it loads or when the draft is chosen. */
export const version = computed(() =>
  typeof choice.value === "number" ? (shown.value.get(choice.value) ?? null) : null,
);

export const draft = signal<Draft | null>(fromText(localStorage.getItem(KEPT)));
export const openRule = signal<number | null>(null);
export const isAdding = signal(false);
export const startDay = signal("");

/** The scheme that the form says, and what of it could not be read. */
export const written = computed(() => {
  const known = prices.value;
  if (draft.value === null || known === null) return null;
  return writeScheme(draft.value.form, known.next_version, known.site.scheme, known.words.payers);
});

/** What the server made of the draft; `of` is the text that it was asked for. */
export const checked = signal<{ of: string; answer: Checked } | null>(null);
const serverFaults = signal<Faults>(NO_FAULTS);
export const faults = computed<Faults>(() => {
  const typed = written.value?.faults ?? NO_FAULTS;
  return typed.size > 0 ? typed : serverFaults.value;
});

const draftText = computed(() => (written.value === null ? "" : JSON.stringify(written.value.scheme)));
/** Whether what the server said is about the draft as it stands now. */
export const isCurrent = computed(() => checked.value?.of === draftText.value && faults.value.size === 0);

export async function attempt(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (fault) {
    if (!(fault instanceof Refusal || fault instanceof NoVerdict)) throw fault;
    problem.value = fault;
  }
}

export function load(): Promise<void> {
  return attempt(async () => {
    const told = await get<Prices>("/api/prices");
    batch(() => {
      prices.value = told;
      setClock(told.server_time);
      if (startDay.peek() <= told.today) startDay.value = nextDay(told.today);
      choice.value ??= draft.peek() === null ? (inForce.peek()?.version ?? null) : "draft";
    });
  });
}

export function choose(chosen: Choice): void {
  batch(() => {
    choice.value = chosen;
    problem.value = null;
  });
}

export async function fetchVersion(number: number): Promise<VersionShown> {
  const known = shown.peek().get(number);
  if (known !== undefined) return known;
  const told = await get<VersionShown>(`/api/prices/versions/${number}`);
  shown.value = new Map(shown.peek()).set(number, told);
  return told;
}

/** Begin a draft as a copy; another draft is replaced. */
export function begin(origin: Origin, scheme: VersionShown["scheme"]): void {
  batch(() => {
    draft.value = { format: 1, origin, form: readScheme(scheme) };
    choice.value = "draft";
    tab.value = "scheme";
    openRule.value = draft.value.form.rules[0]?.id ?? null;
    problem.value = null;
  });
}

export function edit(change: (form: Form) => Form): void {
  const present = draft.peek();
  if (present !== null) draft.value = { ...present, form: change(present.form) };
}

export function throwAway(): void {
  batch(() => {
    draft.value = null;
    checked.value = null;
    serverFaults.value = NO_FAULTS;
    if (choice.peek() === "draft") choice.value = inForce.peek()?.version ?? null;
  });
}

export function schedule(): Promise<void> {
  return attempt(async () => {
    const scheme = written.peek()?.scheme;
    if (scheme === undefined) return;
    try {
      const told = await post<Version>("/api/prices/schedule", { scheme, effective_from: startDay.peek() });
      throwAway();
      await load();
      choose(told.version);
    } catch (fault) {
      // The number of the version may have been taken meanwhile: the next try has a new one.
      if (fault instanceof Refusal && fault.code === "scheme_version_taken") await load();
      throw fault;
    }
  });
}

export function withdraw(number: number): Promise<void> {
  return attempt(async () => {
    await post<Version>(`/api/prices/versions/${number}/withdraw`, {});
    await load();
  });
}

async function check(text: string): Promise<void> {
  try {
    const answer = await post<Checked>("/api/prices/check", { scheme: JSON.parse(text) as unknown });
    if (draftText.peek() !== text) return;
    batch(() => {
      checked.value = { of: text, answer };
      serverFaults.value = NO_FAULTS;
    });
  } catch (fault) {
    if (!(fault instanceof Refusal || fault instanceof NoVerdict)) throw fault;
    if (draftText.peek() !== text) return;
    const found = fault instanceof Refusal ? faultsOf(fault) : NO_FAULTS;
    batch(() => {
      serverFaults.value = found;
      if (found.size === 0) problem.value = fault;
    });
  }
}

export function connect(): void {
  effect(() => {
    const kept = draft.value;
    if (kept === null) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, toText(kept));
  });
  effect(() => {
    const text = draftText.value;
    if (text === "" || (written.value?.faults.size ?? 0) > 0) return;
    const waiting = setTimeout(() => void check(text), checked.peek() === null ? 0 : CALM_MS);
    return () => clearTimeout(waiting);
  });
  effect(() => {
    const chosen = choice.value;
    if (typeof chosen === "number") void attempt(async () => void (await fetchVersion(chosen)));
  });
  void load();
}
