// Who is signed on at this browser, and what they may do. The server decides anew at every request.

import { signal } from "@preact/signals";
import { get } from "./api";

export interface SignedOn {
  staff: { code: string; name: string } | null;
  roles: string[];
  permissions: string[];
  site: string | null;
  device: { id: string; kind: "till" | "tablet"; till: string | null } | null;
  must_change_password: boolean;
  csrf: string | null;
  idle_s: number | null;
}

/** Null until the server has said. */
export const signedOn = signal<SignedOn | null>(null);

export async function lookWhoIsSignedOn(): Promise<void> {
  signedOn.value = await get<SignedOn>("/api/session");
}

/** How the person is named in the books: "S001 周敏"; nothing where nobody is signed on. */
export function whoIsSignedOn(): string {
  const staff = signedOn.value?.staff ?? null;
  return staff === null ? "" : `${staff.code} ${staff.name}`;
}
