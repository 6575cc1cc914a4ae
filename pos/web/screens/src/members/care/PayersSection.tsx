// Who of the family pays in for the account that is shown, and for whom its member pays. Names come masked.

import { goTo } from "../state";
import { ending, payers, sheet } from "./state";
import type { FamilyPayer, Life } from "./wire";
import { t } from "./words";

function Payer({ of, canEnd }: { of: FamilyPayer; canEnd: boolean }) {
  const isOver = of.ended_at !== null;
  return (
    <li data-testid="payer" data-ended={isOver} class={isOver ? "care-over" : ""}>
      <b>{of.name}</b>
      <span>{t(`relation_${of.relation}`)}</span>
      <span>{of.member ?? of.phone}</span>
      {isOver && <span>{t("payer_ended")}</span>}
      {canEnd && !isOver && (
        <button
          type="button"
          class="wide"
          data-testid="payer-end"
          onClick={() => {
            ending.value = of;
          }}
        >
          {t("payer_end")}
        </button>
      )}
    </li>
  );
}

export function PayersSection({ of }: { of: Life }) {
  const family = payers.value;
  if (family === null) return null;
  const canName = of.state === "open" || of.state === "frozen";
  const paysFor = family.pays_for.filter((one) => one.ended_at === null);
  return (
    <section class="care-payers" data-testid="payers">
      <h3>{t("payers")}</h3>
      <ul>
        {family.payers.length === 0 && <li class="find-help">{t("payer_none")}</li>}
        {family.payers.map((one) => (
          <Payer key={one.id} of={one} canEnd />
        ))}
      </ul>
      {canName && (
        <button
          type="button"
          class="wide"
          data-testid="payer-add"
          onClick={() => {
            sheet.value = "payer";
          }}
        >
          {t("payer_add")}
        </button>
      )}
      {paysFor.length > 0 && (
        <>
          <h3>{t("pays_for")}</h3>
          <ul data-testid="pays-for">
            {paysFor.map((one) => (
              <li key={one.id}>
                <b>{one.name}</b>
                <button type="button" class="wide" onClick={() => goTo(one.member ?? "")}>
                  {one.member}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
