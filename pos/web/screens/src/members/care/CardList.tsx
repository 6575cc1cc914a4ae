// The cards of the account that is shown; each can be frozen for a while and thawed.

import type { Account } from "../wire";
import { t as word } from "../words";
import { blockWords } from "./CarePanel";
import { cardInHand, life, sheet } from "./state";
import { t } from "./words";

export function CardList({ of }: { of: Account }) {
  const isOpen = life.value?.state === "open";
  return (
    <ul class="account-cards" data-testid="cards">
      {of.cards.length === 0 && <li class="find-help">{word("no_card")}</li>}
      {of.cards.map((card) => {
        const step = card.state === "active" ? "freeze_card" : card.block_reason === "frozen" ? "thaw_card" : null;
        const words = card.state === "active" ? word("card_active") : blockWords(card.block_reason);
        return (
          <li key={card.tail} class={`card-state card-${card.state}`} data-testid={`card-${card.tail}`}>
            {word("card", { tail: card.tail })} · {words}
            {isOpen && step !== null && (
              <button
                type="button"
                class="wide"
                data-testid={`${step}-${card.tail}`}
                onClick={() => {
                  cardInHand.value = card.tail;
                  sheet.value = step;
                }}
              >
                {t(step)}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
