// The published policies that a draft can be begun with.

import { signal } from "@preact/signals";
import { get } from "../common/api";
import type { Named, Text } from "../common/wire";
import { attempt, prices } from "./state";
import type { Table } from "./wire";

export interface Policy extends Named {
  summary: Text;
  scheme: Table;
}

export const isChoosingPolicy = signal(false);
export const policies = signal<Policy[] | null>(null);

export function loadPolicies(): Promise<void> {
  return attempt(async () => {
    policies.value ??= (await get<{ policies: Policy[] }>("/api/prices/policies")).policies;
  });
}

/** The scheme of a policy as one of this canteen, whose code every version has. */
export function asOurs(policy: Policy): Table {
  return { ...policy.scheme, code: prices.peek()?.site.scheme ?? policy.code };
}
