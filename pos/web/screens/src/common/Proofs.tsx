// The proofs of a member's classes: what is on record, ending one, and recording another.

import "./proofs.css";
import { useState } from "preact/hooks";
import { CrossIcon, PlusIcon } from "./icons";
import { say } from "./language";
import { NO_PROOF, type NewProof, newProof, type Proof, type ProofForm } from "./proof";
import { t } from "./proofWords";
import type { Named } from "./wire";

export function Proofs({ proofs, onEnd }: { proofs: Proof[]; onEnd: (class_code: string) => void }) {
  return (
    <ul class="proofs" data-testid="proofs">
      {proofs.length === 0 && <li class="hint">{t("no_proofs")}</li>}
      {proofs.map((one) => (
        <li
          key={`${one.class_code} ${one.valid_from}`}
          class={`proof proof-${one.state}`}
          data-testid={`proof-${one.class_code}`}
          data-state={one.state}
        >
          <span>
            <b>{say(one.name)}</b>
            <small>
              {one.valid_from} – {one.revoked_on ?? one.valid_until ?? t("no_end")}
            </small>
          </span>
          <span class={`proof-mark mark-proof-${one.state}`}>{t(`proof_${one.state}`)}</span>
          {(one.state === "counts" || one.state === "begins") && (
            <button
              type="button"
              class="proof-end"
              data-testid={`end-${one.class_code}`}
              aria-label={t("end_proof", { name: say(one.name) })}
              title={t("end_proof", { name: say(one.name) })}
              onClick={() => {
                if (confirm(t("end_proof_sure", { name: say(one.name) }))) onEnd(one.class_code);
              }}
            >
              <CrossIcon />
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

interface AddProofProps {
  classes: Named[];
  today: string;
  /** Tells whether it was recorded: only then the form is emptied. */
  onAdd: (shown: NewProof) => Promise<boolean>;
}

export function AddProof({ classes, today, onAdd }: AddProofProps) {
  const [form, setForm] = useState<ProofForm>(NO_PROOF);
  const shown = newProof(form, today);
  const change = (changed: Partial<ProofForm>) => setForm({ ...form, ...changed });
  return (
    <form
      class="add-proof"
      onSubmit={(event) => {
        event.preventDefault();
        if (shown !== null) void onAdd(shown).then((isRecorded) => isRecorded && setForm(NO_PROOF));
      }}
    >
      <h3>{t("add_proof")}</h3>
      <div class="proof-fields">
        <label>
          <span>{t("proof_class")}</span>
          <select
            data-testid="proof-class"
            value={form.class_code}
            onChange={(event) => change({ class_code: event.currentTarget.value })}
          >
            <option value="">—</option>
            {classes.map((one) => (
              <option key={one.code} value={one.code}>
                {say(one.name)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{t("proof_type")}</span>
          <input
            data-testid="proof-type"
            placeholder={t("proof_type_hint")}
            maxLength={80}
            value={form.proof_type}
            onInput={(event) => change({ proof_type: event.currentTarget.value })}
          />
        </label>
        {(["from", "until"] as const).map((end) => (
          <label key={end}>
            <span>{t(end === "from" ? "first_day" : "last_day")}</span>
            <input
              type="date"
              data-testid={`proof-${end}`}
              value={end === "from" ? form.valid_from || today : form.valid_until}
              onInput={(event) => change({ [`valid_${end}`]: event.currentTarget.value })}
            />
          </label>
        ))}
        <button type="submit" class="primary" data-testid="proof-add" disabled={shown === null}>
          <PlusIcon />
          {t("record")}
        </button>
      </div>
      <small class="hint">{t("proof_hint")}</small>
    </form>
  );
}
