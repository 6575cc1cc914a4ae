// What can be done for the account that is shown, and every movement of its money.

import { priced, yuan } from "../../common/money";
import { ActSheet } from "./ActSheet";
import { PayerSheet } from "./PayerSheet";
import { PayersSection } from "./PayersSection";
import { ending, life, loadEarlier, sheet, type SheetName, statement, undoing } from "./state";
import { TopUpSheet } from "./TopUpSheet";
import type { Life, Movement } from "./wire";
import { t } from "./words";

const KINDS = ["sale", "top_up", "undo", "pay_out", "merge"] as const;
const BLOCKS = ["lost", "frozen", "replaced", "returned"] as const;

function actsFor(of: Life): SheetName[] {
  if (of.state === "merged") return [];
  if (of.state === "closed") return ["reopen"];
  if (of.state === "frozen") return ["thaw", "top_up", "return"];
  const isLost = of.cards.some((card) => card.block_reason === "lost");
  const isInUse = of.cards.some((card) => card.state === "active");
  const hasCard = of.cards.some((card) => card.block_reason !== "replaced" && card.block_reason !== "returned");
  return [
    "top_up",
    "issue",
    ...(isInUse ? (["loss"] as const) : []),
    ...(isLost ? (["found"] as const) : []),
    ...(hasCard ? (["replace"] as const) : []),
    "freeze",
    "return",
    "merge",
  ];
}

function when(at: string): string {
  return new Date(at).toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });
}

export function blockWords(reason: string | null): string {
  const known = BLOCKS.find((one) => one === reason);
  return known === undefined ? t("block_other") : t(`block_${known}`);
}

function Row({ of }: { of: Movement }) {
  const kind = KINDS.find((one) => one === of.kind);
  const means = of.kind === "sale" || of.means === "" ? "" : t(of.means as "cash");
  return (
    <tr data-testid={`movement-${of.kind}`}>
      <td>{when(of.at)}</td>
      <td>
        {kind === undefined ? t("kind_other") : t(`kind_${kind}`)} {means}
        {of.payer !== null && <b data-testid="movement-payer"> {t("payer_paid", { name: of.payer })}</b>}
        <small> {of.number}</small>
      </td>
      <td class={`care-fen ${of.amount_fen > 0 ? "care-in" : ""}`}>
        {of.amount_fen > 0 ? "+" : ""}
        {yuan(of.amount_fen)}
      </td>
      <td class="care-fen">{yuan(of.after_fen)}</td>
      <td class="care-undo">
        {of.is_undone && t("undone")}
        {of.kind === "top_up" && !of.is_undone && (
          <button
            type="button"
            class="wide"
            data-testid="undo"
            onClick={() => {
              undoing.value = of;
            }}
          >
            {t("undo")}
          </button>
        )}
      </td>
    </tr>
  );
}

function Movements() {
  const shown = statement.value;
  if (shown === null) return null;
  return (
    <section class="care-statement" data-testid="statement">
      <h3>
        {t("statement")} <small>{t("total_in", { amount: priced(shown.in_fen) })}</small>{" "}
        <small>{t("total_out", { amount: priced(shown.out_fen) })}</small>
        <button type="button" class="wide care-print" onClick={() => window.print()}>
          {t("print")}
        </button>
      </h3>
      <table>
        <tbody>
          {shown.movements.map((one) => (
            <Row key={one.place} of={one} />
          ))}
        </tbody>
      </table>
      {shown.next !== null && (
        <button type="button" class="wide" data-testid="earlier" onClick={() => void loadEarlier()}>
          {t("more")}
        </button>
      )}
    </section>
  );
}

function State({ of }: { of: Life }) {
  const words = of.state === "merged" ? t("state_merged", { code: of.survivor ?? "" }) : t(`state_${of.state}`);
  return (
    <p class={`care-state care-${of.state}`} data-testid="account-state" data-state={of.state}>
      {words}
      {of.merged.length > 0 && ` · ${t("merged_from", { codes: of.merged.join("、") })}`}
      {of.cards.map((card) => card.state === "blocked" && ` · ${card.tail} ${blockWords(card.block_reason)}`)}
    </p>
  );
}

export function CarePanel() {
  const of = life.value;
  if (of === null) return null;
  const open = undoing.value !== null ? "undo" : ending.value !== null ? "payer_end" : sheet.value;
  return (
    <>
      <State of={of} />
      <div class="care-acts">
        {actsFor(of).map((name) => (
          <button
            type="button"
            class={name === "top_up" ? "primary" : "wide"}
            key={name}
            data-testid={`act-${name}`}
            onClick={() => {
              sheet.value = name;
            }}
          >
            {t(name)}
          </button>
        ))}
      </div>
      <PayersSection of={of} />
      <Movements />
      {open === "top_up" && <TopUpSheet />}
      {open === "payer" && <PayerSheet />}
      {open !== null && open !== "top_up" && open !== "payer" && <ActSheet key={open} name={open} />}
    </>
  );
}
