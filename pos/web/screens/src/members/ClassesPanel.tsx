// The classes of somebody who was found: prices depend on them, and each rests on a proof.

import { useState } from "preact/hooks";
import { AddProof, Proofs } from "../common/Proofs";
import { addProof, classes, endProof, onRecord, today } from "./classes";
import { t } from "./words";

export function ClassesPanel() {
  const of = onRecord.value;
  const [isAdding, setAdding] = useState(false);
  if (of === null) return null;
  return (
    <section class="classes" data-testid="classes">
      <h3>
        {t("classes")}
        <button
          type="button"
          class="wide"
          data-testid="proof-new"
          aria-expanded={isAdding}
          onClick={() => setAdding(!isAdding)}
        >
          {t(isAdding ? "proof_leave" : "proof_new")}
        </button>
      </h3>
      <Proofs proofs={of.proofs} onEnd={(code) => void endProof(code)} />
      {isAdding && (
        <AddProof
          classes={classes.value}
          today={today.value}
          onAdd={async (shown) => {
            const isRecorded = await addProof(shown);
            if (isRecorded) setAdding(false);
            return isRecorded;
          }}
        />
      )}
    </section>
  );
}
