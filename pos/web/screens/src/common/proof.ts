// A proof of a class, as the server tells it and as it is recorded.

import type { Text } from "./wire";

export interface Proof {
  class_code: string;
  name: Text;
  valid_from: string;
  valid_until: string | null;
  revoked_on: string | null;
  state: "counts" | "begins" | "lapsed" | "revoked";
}

export interface NewProof {
  class_code: string;
  proof_type: string;
  valid_from: string;
  valid_until: string | null;
}

export interface ProofForm {
  class_code: string;
  proof_type: string;
  valid_from: string;
  valid_until: string;
}

export const NO_PROOF: ProofForm = { class_code: "", proof_type: "", valid_from: "", valid_until: "" };

/** What is sent of a form; null while it says too little. Without a first day it is today. */
export function newProof(form: ProofForm, today: string): NewProof | null {
  const [proof_type, valid_from] = [form.proof_type.trim(), form.valid_from || today];
  if (form.class_code === "" || proof_type === "" || valid_from === "") return null;
  return { class_code: form.class_code, proof_type, valid_from, valid_until: form.valid_until || null };
}
