// The manager's phone: what waits for a second person, live, with one yes or no for each.

import "../common/tokens.css";
import "../common/base.css";
import "./approvals.css";
import { signal } from "@preact/signals";
import { render } from "preact";
import { get, post } from "../common/api";
import { timeOf } from "../common/clock";
import { Head, LanguageButton } from "../common/Head";
import { priced } from "../common/money";
import { ProblemBox } from "../common/ProblemBox";
import { t } from "./words";

const ASK_EVERY_MS = 2_000;

interface Asked {
  id: string;
  kind: string;
  till: string;
  about: string;
  amount_fen: number;
  asked_by: string;
  asked_at: string;
}

const problem = signal<Error | null>(null);
const waiting = signal<Asked[]>([]);

async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work();
    problem.value = null;
  } catch (caught) {
    if (!(caught instanceof Error)) throw caught;
    problem.value = caught;
  }
}

const look = (): Promise<void> =>
  attempt(async () => {
    waiting.value = (await get<{ approvals: Asked[] }>("/api/approvals")).approvals;
  });

const decide = (id: string, is_given: boolean): Promise<void> =>
  attempt(async () => {
    await post(`/api/approvals/${id}/decision`, { is_given });
    await look();
  });

const KINDS = ["refund", "void", "top_up_undo", "paid_out", "over_short", "price_override"] as const;

function kindWord(kind: string): string {
  const known = KINDS.find((one) => one === kind);
  return known === undefined ? kind : t(`kind_${known}`);
}

function Question({ asked }: { asked: Asked }) {
  return (
    <li class="question" data-testid={`question-${asked.id}`}>
      <p class="question-what">
        <b>{kindWord(asked.kind)}</b>
        <b>{priced(asked.amount_fen)}</b>
      </p>
      <p>{asked.about}</p>
      <p class="hint">
        {asked.till} · {asked.asked_by} · {timeOf(asked.asked_at)}
      </p>
      <div class="question-answers">
        <button type="button" class="wide" data-testid="refuse" onClick={() => void decide(asked.id, false)}>
          {t("refuse")}
        </button>
        <button type="button" class="primary" data-testid="approve" onClick={() => void decide(asked.id, true)}>
          {t("approve")}
        </button>
      </div>
    </li>
  );
}

function Approvals() {
  return (
    <div class="approvals">
      <Head title={t("approvals")}>
        <span class="head-gap" />
        <LanguageButton />
      </Head>
      <main>
        <ProblemBox problem={problem} />
        {waiting.value.length === 0 && <p class="hint none">{t("none")}</p>}
        <ul>
          {waiting.value.map((asked) => (
            <Question key={asked.id} asked={asked} />
          ))}
        </ul>
        <p class="hint">{t("holds")}</p>
      </main>
    </div>
  );
}

const app = document.getElementById("app");
if (app !== null) {
  render(<Approvals />, app);
  void look();
  setInterval(() => void look(), ASK_EVERY_MS);
}
