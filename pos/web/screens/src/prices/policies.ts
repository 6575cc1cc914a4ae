// The published policies that a draft can be begun with.

import { signal } from "@preact/signals";
import { get } from "../common/api";
import type { Named } from "../common/wire";
import { attempt, begin, prices } from "./state";
import type { Review, Table } from "./wire";

export interface Policy extends Named, Review {
  scheme: Table;
}

export const isChoosingPolicy = signal(false);
export const policies = signal<Named[]>([]);
export const policy = signal<Policy | null>(null);

export function openPolicies(): Promise<void> {
  isChoosingPolicy.value = true;
  return attempt(async () => {
    policies.value = (await get<{ policies: Named[] }>("/api/prices/policies")).policies;
    const first = policies.value[0];
    if (policy.peek() === null && first !== undefined) await showPolicy(first.code);
  });
}

export function showPolicy(code: string): Promise<void> {
  return attempt(async () => {
    policy.value = await get<Policy>(`/api/prices/policies/${encodeURIComponent(code)}`);
  });
}

/** Begin a draft with a policy, as a scheme of this canteen, whose code every version has. */
export function beginWith(chosen: Policy): void {
  const code = prices.peek()?.site.scheme ?? chosen.code;
  isChoosingPolicy.value = false;
  begin({ kind: "policy", code: chosen.code, name: chosen.name }, { ...chosen.scheme, code });
}
