// Who works here, which browsers are ours, and who is signed on where.

import { computed, signal } from "@preact/signals";
import { get, NoVerdict, post, Refusal } from "../common/api";
import { signedOn } from "../common/session";
import type { Device, Everybody, NewTotp, Person, Session } from "./wire";

export type Tab = "people" | "devices" | "sessions";
export const ROLES = ["cashier", "kitchen", "manager", "administrator", "auditor"] as const;

export type OpenSheet =
  | { kind: "add" }
  | { kind: "roles"; person: Person }
  | { kind: "pin"; person: Person }
  | { kind: "password"; person: Person; password: string }
  | { kind: "totp"; person: Person; qr: string }
  | { kind: "code"; place: string; code: string };

export const tab = signal<Tab>("people");
export const people = signal<Person[] | null>(null);
export const devices = signal<Device[] | null>(null);
export const sessions = signal<Session[] | null>(null);
export const tills = signal<string[]>([]);
export const problem = signal<Error | null>(null);
export const sheet = signal<OpenSheet | null>(null);
export const isBusy = signal(false);

/** What this person may do here; the server decides anew. */
export const may = computed(() => {
  const has = new Set(signedOn.value?.permissions ?? []);
  return { change: has.has("staff_admin"), unlock: has.has("unlock"), devices: has.has("devices") };
});

export async function attempt(work: () => Promise<void>): Promise<boolean> {
  isBusy.value = true;
  problem.value = null;
  try {
    await work();
    return true;
  } catch (caught) {
    if (!(caught instanceof Refusal) && !(caught instanceof NoVerdict)) throw caught;
    problem.value = caught;
    return false;
  } finally {
    isBusy.value = false;
  }
}

export function load(): Promise<boolean> {
  return attempt(async () => {
    if (tab.peek() === "people") people.value = (await get<Everybody>("/api/staff")).staff;
    else if (tab.peek() === "sessions") await loadSessions();
    else await loadDevices();
  });
}

async function loadSessions(): Promise<void> {
  sessions.value = (await get<{ sessions: Session[] }>("/api/sessions")).sessions;
}

async function loadDevices(): Promise<void> {
  devices.value = (await get<{ devices: Device[] }>("/api/devices")).devices;
  tills.value = (await get<{ tills: { code: string }[] }>("/api/tills")).tills.map((till) => till.code);
}

function path(person: Person, step: string): string {
  return `/api/staff/${encodeURIComponent(person.code)}/${step}`;
}

/** Change somebody; the answer lists everybody as they are now. */
export function change(person: Person, step: string, body: object = {}, key?: string): Promise<boolean> {
  return attempt(async () => {
    people.value = (await post<Everybody>(path(person, step), body, key === undefined ? {} : { key })).staff;
    sheet.value = null;
  });
}

export function add(name: string, roles: string[], key: string): Promise<boolean> {
  return attempt(async () => {
    people.value = (await post<Everybody>("/api/staff", { id: key, name, roles })).staff;
    sheet.value = null;
  });
}

export function givePassword(person: Person): Promise<boolean> {
  return attempt(async () => {
    const told = await post<Everybody & { password: string }>(path(person, "password"), {});
    people.value = told.staff;
    sheet.value = { kind: "password", person, password: told.password };
  });
}

export function giveTotp(person: Person): Promise<boolean> {
  return attempt(async () => {
    const told = await post<NewTotp>(path(person, "totp"), {});
    people.value = told.staff;
    sheet.value = { kind: "totp", person, qr: told.qr };
  });
}

/** Give somebody the card on this till's reader. */
export function giveCard(person: Person): Promise<boolean> {
  return attempt(async () => {
    const till = signedOn.peek()?.device?.till ?? "";
    const shown = await get<{ card: { presentation: string } | null }>(
      `/api/tills/${encodeURIComponent(till)}/snapshot`,
    );
    const body = { presentation: shown.card?.presentation ?? "none" };
    people.value = (await post<Everybody>(path(person, "card"), body, { timeout_ms: 12_000 })).staff;
  });
}

export function makeCode(till: string | null): Promise<boolean> {
  return attempt(async () => {
    const place = till === null ? { kind: "tablet" } : { kind: "till", till };
    const { code } = await post<{ code: string }>("/api/devices/codes", place);
    sheet.value = { kind: "code", place: till ?? "", code };
  });
}

export function revoke(device: Device): Promise<boolean> {
  return attempt(async () => {
    const answer = post<{ devices: Device[] }>(`/api/devices/${device.id}/revoke`, {});
    devices.value = (await answer).devices;
  });
}

export function endSession(session: Session): Promise<boolean> {
  return attempt(async () => {
    const answer = post<{ sessions: Session[] }>(`/api/sessions/${session.id}/end`, {});
    sessions.value = (await answer).sessions;
  });
}
