// A virtual card as it would look in a hand.

import { WarnIcon } from "../common/icons";
import { say } from "../common/language";
import { priced } from "../common/money";
import type { DeskCard } from "./wire";
import { t } from "./words";

export function cardName(card: DeskCard): string {
  return card.name || t(`kind_${card.kind}`);
}

export function CardFace({ card }: { card: DeskCard }) {
  return (
    <span class={`face face-${card.kind}`}>
      <span class="face-top">
        <span class="face-chip" />
        <span class="face-kind">
          {(card.kind !== "genuine" || card.fault !== null) && <WarnIcon />}
          {card.fault === null ? t(`kind_${card.kind}`) : t(`fault_${card.fault}`)}
        </span>
      </span>
      <b class="face-name">
        {card.name || t("nobody")}
        {card.age !== null && <small>{t("age", { age: card.age })}</small>}
      </b>
      <span class="face-tier">
        {card.kind === "genuine" && (card.tier === null ? t("no_tier") : say(card.tier))}
        <span class="face-profile">{say(card.profile)}</span>
      </span>
      <span class="face-foot">
        <span>{card.tail && `•••• ${card.tail}`}</span>
        {card.balance_fen !== null && <b>{priced(card.balance_fen)}</b>}
      </span>
    </span>
  );
}
