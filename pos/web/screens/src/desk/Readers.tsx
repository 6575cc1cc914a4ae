// The readers as plates: a card is dropped on one, and tapped to be taken off.

import { signal } from "@preact/signals";
import { CheckIcon, EjectIcon } from "../common/icons";
import { say } from "../common/language";
import { CardFace, cardName } from "./CardFace";
import { chooseTill, chosenTill, desk, isBusy, putOn, takeOff } from "./state";
import type { DeskReader } from "./wire";
import { t } from "./words";

const hovered = signal<string | null>(null);

function drop(event: DragEvent, till: string): void {
  event.preventDefault();
  hovered.value = null;
  const code = event.dataTransfer?.getData("text/plain");
  const card = desk.peek()?.cards.find((one) => one.code === code);
  if (card !== undefined) void putOn(till, card);
}

function Plate({ reader }: { reader: DeskReader }) {
  const card = desk.value?.cards.find((one) => one.code === reader.code);
  if (card === undefined) return <span class="plate-empty">{t("empty")}</span>;
  return (
    <button
      type="button"
      class="plate-card"
      data-testid={`reader-${reader.till}`}
      disabled={isBusy.value}
      onClick={() => void takeOff(reader.till)}
    >
      <CardFace card={card} />
      <span class="plate-hint">
        <EjectIcon />
        {t("take_off_hint")}
        <span class="unseen">{t("take_off", { name: cardName(card) })}</span>
      </span>
    </button>
  );
}

export function Readers() {
  const readers = desk.value?.readers ?? [];
  return (
    <section class="readers" aria-label={t("readers")}>
      {readers.map((reader) => {
        const isChosen = chosenTill() === reader.till;
        return (
          <div
            key={reader.till}
            class={`reader ${isChosen ? "is-chosen" : ""} ${hovered.value === reader.till ? "is-hovered" : ""}`}
            data-testid={`plate-${reader.till}`}
            data-card={reader.code ?? ""}
            onDragOver={(event) => {
              event.preventDefault();
              hovered.value = reader.till;
            }}
            onDragLeave={() => {
              hovered.value = null;
            }}
            onDrop={(event) => drop(event, reader.till)}
          >
            <header>
              <span class={`lamp ${reader.code === null ? "" : "is-on"}`} aria-hidden="true" />
              <span class="reader-name">
                <b>{say(reader.name)}</b>
                <small>{reader.reader}</small>
              </span>
              <button
                type="button"
                aria-pressed={isChosen}
                aria-label={`${t(isChosen ? "chosen" : "choose")} ${say(reader.name)}`}
                data-testid={`choose-${reader.till}`}
                onClick={() => chooseTill(reader.till)}
              >
                {isChosen && <CheckIcon />}
                {t(isChosen ? "chosen" : "choose")}
              </button>
            </header>
            <div class="plate">
              <Plate reader={reader} />
            </div>
          </div>
        );
      })}
    </section>
  );
}
