// What a person may ask for by law: all that is known of them, and that it is forgotten for ever.

import { useState } from "preact/hooks";
import { ProblemBox } from "../common/ProblemBox";
import { Sheet } from "../common/Sheet";
import { newId } from "../common/uuid";
import { account, erasePerson, exportPerson, isBusy, problem } from "./state";
import { t } from "./words";

type Wish = "export" | "erase";

function Reason({ of, value, onSay }: { of: Wish; value: string; onSay: (reason: string) => void }) {
  const usual = t(`${of}_reason`);
  return (
    <>
      <button
        type="button"
        class="wide"
        data-testid={`${of}_reason`}
        aria-pressed={value === usual}
        onClick={() => onSay(usual)}
      >
        {usual}
      </button>
      <input
        data-testid={`${of}-reason`}
        aria-label={t("reveal_why")}
        maxLength={200}
        value={value}
        onInput={(event) => onSay(event.currentTarget.value)}
      />
    </>
  );
}

function Sure({ onLeave }: { onLeave: () => void }) {
  return (
    <>
      <b role="alert" data-testid="erase-sure">
        {t("erase_sure", { code: account.value?.code ?? "" })}
      </b>
      <button type="button" class="wide" data-testid="erase-leave" onClick={onLeave}>
        {t("erase_leave")}
      </button>
    </>
  );
}

function PersonSheet({ of, onClose }: { of: Wish; onClose: () => void }) {
  // One key for all tries: what is sent twice happens once.
  const [key] = useState(newId);
  const [reason, setReason] = useState("");
  const [isSure, setSure] = useState(false);
  const leave = () => {
    problem.value = null;
    onClose();
  };
  const isReady = reason.trim() !== "" && !isBusy.value;
  const submit = () => {
    if (!isReady) return;
    if (of === "erase" && !isSure) setSure(true);
    else void (of === "erase" ? erasePerson : exportPerson)(reason.trim(), key).then((isDone) => isDone && onClose());
  };
  return (
    <Sheet title={t(of)} name={of} onClose={leave}>
      <form
        class="reveal-form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <ProblemBox problem={problem} />
        <p>{t(`${of}_means`)}</p>
        {isSure ? <Sure onLeave={leave} /> : <Reason of={of} value={reason} onSay={setReason} />}
        <button
          type="submit"
          key={String(isSure)}
          class={isSure ? "primary is-final" : "primary"}
          data-testid={isSure ? "erase-confirm" : `${of}-next`}
          disabled={!isReady}
        >
          {t(isSure ? "erase_do" : of === "erase" ? "erase_next" : "export_do")}
        </button>
      </form>
    </Sheet>
  );
}

export function PersonActs() {
  const [open, setOpen] = useState<Wish | null>(null);
  return (
    <div class="person-acts">
      {(["export", "erase"] as const).map((wish) => (
        <button type="button" class="wide" key={wish} data-testid={wish} onClick={() => setOpen(wish)}>
          {t(wish)}
        </button>
      ))}
      {open !== null && <PersonSheet key={open} of={open} onClose={() => setOpen(null)} />}
    </div>
  );
}
