// A second person signs one act: with their PIN here, or on their own phone. Nobody stays signed on by it.

import "./signature.css";
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { get, post } from "./api";
import { NumberKeys } from "./Keys";
import { priced } from "./money";
import { ProblemBox } from "./ProblemBox";
import { t } from "./signatureWords";

interface Signer {
  code: string;
  name: string;
}

// Longer than the server waits for a card.
const CARD_TIMEOUT_MS = 12_000;
const ASK_EVERY_MS = 1_500;
const problem = signal<Error | null>(null);

async function attempt(work: () => Promise<void>): Promise<void> {
  problem.value = null;
  try {
    await work();
  } catch (caught) {
    if (!(caught instanceof Error)) throw caught;
    problem.value = caught;
  }
}

/** `onDecided` sends the act again, whatever the decision was: the server says what it means. */
export function ApprovalPanel({ id, amount_fen, onDecided }: { id: string; amount_fen: number; onDecided: () => void }) {
  const [people, setPeople] = useState<Signer[] | null>(null);
  const [who, setWho] = useState<string | null>(null);
  const [pin, setPin] = useState("");
  useEffect(() => {
    void attempt(async () => {
      const found = (await get<{ people: Signer[] }>("/api/approvals/signers")).people;
      setPeople(found);
      if (found.length === 1) setWho(found[0]?.code ?? null);
    });
    const timer = setInterval(() => {
      void get<{ state: string }>(`/api/approvals/${id}`).then(
        (asked) => {
          if (asked.state !== "waiting") onDecided();
        },
        () => undefined,
      );
    }, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [id]);
  const sign = () =>
    attempt(async () => {
      setPin("");
      await post(`/api/approvals/${id}/signature`, { staff: who, pin });
      onDecided();
    });
  const signByCard = () =>
    attempt(async () => {
      await post(`/api/approvals/${id}/card`, {}, { timeout_ms: CARD_TIMEOUT_MS });
      onDecided();
    });
  return (
    <section class="approval" data-testid="approval">
      <div class="approval-side">
        <h3>{t("approval_title")}</h3>
        <p class="approval-sum">
          <b>{priced(amount_fen)}</b>
        </p>
        <p class="hint">{t("approval_hint")}</p>
        <ProblemBox problem={problem} />
        {people !== null && people.length === 0 && <p class="notice">{t("approval_nobody")}</p>}
        <button type="button" class="wide" data-testid="approval-card" onClick={() => void signByCard()}>
          {t("approval_card")}
        </button>
        <div class="approval-people" role="group" aria-label={t("approval_who")}>
          {people?.map((one) => (
            <button
              type="button"
              class="wide"
              key={one.code}
              data-testid={`signer-${one.code}`}
              aria-pressed={who === one.code}
              onClick={() => setWho(one.code)}
            >
              {one.name}
            </button>
          ))}
        </div>
      </div>
      <div class="approval-side">
        <label class="field">
          <span>{t("approval_pin")}</span>
          <input
            type="password"
            inputMode="none"
            autocomplete="off"
            data-testid="approval-pin"
            value={pin}
            onInput={(event) => setPin(event.currentTarget.value)}
          />
        </label>
        <NumberKeys value={pin} extra="00" onType={setPin} />
        <button
          type="button"
          class="primary"
          data-testid="approval-sign"
          disabled={who === null || pin.length < 4}
          onClick={() => void sign()}
        >
          {t("approval_sign")}
        </button>
      </div>
    </section>
  );
}
