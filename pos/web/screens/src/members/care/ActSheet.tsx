// An act that needs a reason: loss, freeze, a new card, return with pay-out, merge, undo.

import { useEffect, useState } from "preact/hooks";
import { ApprovalPanel } from "../../common/ApprovalPanel";
import { priced } from "../../common/money";
import { say } from "../../common/language";
import { ProblemBox } from "../../common/ProblemBox";
import { Sheet } from "../../common/Sheet";
import { isSpent, toSign } from "../../common/signature";
import { newId } from "../../common/uuid";
import { isBusy, problem } from "../state";
import { DeskChoice, MeansChoice } from "./Choices";
import { act, atDesk, cardInHand, ending, life, lookAtReader, type Means, type SheetName, sheet, tillCard, tillInUse, undoing } from "./state";
import { t } from "./words";

type Act = Exclude<SheetName, "top_up" | "payer"> | "undo" | "payer_end";

type Reason = "reason_loss" | "reason_found" | "reason_family" | "reason_wrong" | "reason_leave" | "reason_two" | "reason_asks";

/** The usual reasons of each act; any other is typed. */
const REASONS: Record<Act, Reason[]> = {
  loss: ["reason_loss", "reason_family"],
  found: ["reason_found", "reason_family"],
  issue: ["reason_found", "reason_family"],
  freeze_card: ["reason_found", "reason_family"],
  thaw_card: ["reason_found", "reason_family"],
  replace: ["reason_loss", "reason_family"],
  freeze: ["reason_family"],
  thaw: ["reason_family"],
  return: ["reason_leave", "reason_family"],
  reopen: ["reason_found", "reason_family"],
  merge: ["reason_two"],
  undo: ["reason_wrong"],
  payer_end: ["reason_asks", "reason_family"],
};
const GIVES_CARD: Act[] = ["issue", "replace", "reopen"];
const LOOK_EVERY_MS = 1_000;

function NewCard() {
  const lies = tillCard.value;
  useEffect(() => {
    void lookAtReader();
    const timer = setInterval(() => void lookAtReader(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  if (lies === null) return <p class="care-wait">{t("put_card")}</p>;
  const isNew = lies.problem?.code === "unknown_card";
  return (
    <p class={isNew ? "care-good" : "care-wait"} data-testid="new-card" data-ready={isNew}>
      {isNew || lies.problem === null ? t("card_there", { tail: lies.card_tail }) : say(lies.problem.title)}
    </p>
  );
}

/** What the request says beside its reason, and where it goes; null while something is missing. */
function requestOf(name: Act, means: Means, survivor: string): [string, Record<string, unknown>] | null {
  const of = life.value;
  if (of === null) return null;
  const lost = of.cards.find((card) => card.block_reason === "lost");
  switch (name) {
    case "found":
      return lost === undefined ? null : [`cards/${lost.tail}/found`, {}];
    case "freeze_card":
      return [`cards/${cardInHand.value}/freeze`, {}];
    case "thaw_card":
      return [`cards/${cardInHand.value}/thaw`, {}];
    case "issue":
    case "replace":
    case "reopen": {
      const lies = tillCard.value;
      const isNew = lies?.problem?.code === "unknown_card";
      return isNew && lies !== null ? [name, { till: tillInUse(), presentation: lies.presentation }] : null;
    }
    case "return":
      return [name, { ...atDesk(), amount_fen: of.balance_fen, means }];
    case "merge":
      return survivor.trim() === "" ? null : [name, { ...atDesk(), survivor: survivor.trim() }];
    case "undo":
      return undoing.value === null ? null : [`top-ups/${undoing.value.id}/undo`, atDesk()];
    case "payer_end":
      return ending.value === null ? null : [`payers/${ending.value.id}/end`, {}];
    default:
      return [name, {}];
  }
}

export function ActSheet({ name }: { name: Act }) {
  const [key, setKey] = useState(newId);
  const [reason, setReason] = useState("");
  const [means, setMeans] = useState<Means>("cash");
  const [survivor, setSurvivor] = useState("");
  const request = requestOf(name, means, survivor);
  const isReady = request !== null && reason.trim() !== "" && !isBusy.value;
  const asked = toSign(problem.value);
  const confirm = async (): Promise<void> => {
    if (request === null) return;
    await act(request[0], key, { reason: reason.trim(), ...request[1] });
    if (isSpent(problem.peek())) setKey(newId());
  };
  const needsDesk = ["return", "undo", "issue", "replace", "reopen"].includes(name);
  return (
    <Sheet
      title={t(name)}
      name={name}
      onClose={() => {
        sheet.value = null;
        undoing.value = null;
        ending.value = null;
        problem.value = null;
      }}
    >
      <ProblemBox problem={problem} />
      {asked !== null ? (
        <ApprovalPanel {...asked} onDecided={() => void confirm()} />
      ) : (
        <form
          class="care-act"
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady) void confirm();
          }}
        >
          {GIVES_CARD.includes(name) && <NewCard />}
          {name === "issue" && <p class="find-help">{t("issue_hint")}</p>}
          {(name === "freeze_card" || name === "thaw_card") && <b>{t("card_tail", { tail: cardInHand.value })}</b>}
          {name === "return" && life.value !== null && (
            <p class="care-resulting">
              <span>{t("pay_out")}</span>
              <b>{priced(life.value.balance_fen)}</b>
            </p>
          )}
          {name === "undo" && undoing.value !== null && <b>{priced(undoing.value.amount_fen)}</b>}
          {name === "payer_end" && ending.value !== null && <b>{ending.value.name}</b>}
          {name === "return" && <MeansChoice value={means} onChoose={setMeans} />}
          {needsDesk && <DeskChoice />}
          {name === "merge" && (
            <label class="field">
              <span>{t("survivor")}</span>
              <input data-testid="survivor" value={survivor} onInput={(event) => setSurvivor(event.currentTarget.value)} />
            </label>
          )}
          <div class="care-choice" role="group" aria-label={t("reason")}>
            {REASONS[name].map((one) => (
              <button
                type="button"
                class="wide"
                key={one}
                data-testid={one}
                aria-pressed={reason === t(one)}
                onClick={() => setReason(t(one))}
              >
                {t(one)}
              </button>
            ))}
          </div>
          <label class="field">
            <span>{t("reason")}</span>
            <input
              data-testid="care-reason"
              maxLength={200}
              value={reason}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          </label>
          <button type="submit" class="primary" data-testid="care-confirm" disabled={!isReady}>
            {t("do_it")}
          </button>
        </form>
      )}
    </Sheet>
  );
}
