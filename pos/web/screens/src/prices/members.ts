// Members whose price class changes, whose proofs run out, and the record of one of them.

import { batch, effect, signal } from "@preact/signals";
import { get, post } from "../common/api";
import type { NewProof, Proof } from "../common/proof";
import type { Named, Text } from "../common/wire";
import { attempt, tab, today } from "./state";

interface Person {
  code: string;
  name: string;
}

export interface Changes {
  month: string;
  scheme_version: number;
  changes: { member: Person; on_date: string; age: number; before: Named | null; after: Named | null }[];
  proofs: { member: Person; class_code: string; name: Text; valid_until: string }[];
}

export interface MemberRecord extends Person {
  birth_date: string;
  age: number;
  tier: Named | null;
  residence: string;
  hukou: string;
  proofs: Proof[];
}

export const month = signal("");
export const changes = signal<Changes | null>(null);
export const typedCode = signal("");
export const member = signal<MemberRecord | null>(null);

export function findMember(code: string): Promise<void> {
  return attempt(async () => {
    typedCode.value = code;
    member.value = await get<MemberRecord>(`/api/members/${encodeURIComponent(code.trim())}`);
  });
}

function loadChanges(): Promise<void> {
  return attempt(async () => {
    const query = month.peek() === "" ? "" : `?month=${month.peek()}`;
    const told = await get<Changes>(`/api/members/changes${query}`);
    batch(() => {
      changes.value = told;
      month.value = told.month;
    });
  });
}

async function change(path: string, body: unknown): Promise<void> {
  const code = member.peek()?.code;
  if (code === undefined) return;
  member.value = await post<MemberRecord>(`/api/members/${code}/${path}`, body);
  await loadChanges();
}

export async function addProof(shown: NewProof): Promise<boolean> {
  let isRecorded = false;
  await attempt(async () => {
    await change("proofs", shown);
    isRecorded = true;
  });
  return isRecorded;
}

export function endProof(class_code: string): Promise<void> {
  return attempt(() => change("revoke", { class_code, from_day: today.peek() }));
}

export function setHome(home: { residence: string; hukou: string }): Promise<void> {
  return attempt(() => change("home", home));
}

export function connectMembers(): void {
  effect(() => {
    // Each month that is chosen is asked for, and the next one at first.
    void month.value;
    if (tab.value === "members" && changes.peek()?.month !== month.value) void loadChanges();
  });
}
