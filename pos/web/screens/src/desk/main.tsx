// The desk of the demo: virtual cards are put on virtual readers, which the tills take for real ones.

import "../common/tokens.css";
import "../common/base.css";
import "./desk.css";
import { render } from "preact";
import { Clock, Head, LanguageButton, NetworkChip } from "../common/Head";
import { InfoIcon } from "../common/icons";
import { say } from "../common/language";
import { ProblemBox } from "../common/ProblemBox";
import { CardFace, cardName } from "./CardFace";
import { Readers } from "./Readers";
import { chosenTill, desk, isBusy, problem, putOn, reach } from "./state";
import type { DeskCard } from "./wire";
import { t } from "./words";

function CardButton({ card }: { card: DeskCard }) {
  const at = desk.value?.readers.find((reader) => reader.code === card.code);
  const till = chosenTill();
  return (
    <button
      type="button"
      class={`card ${at === undefined ? "" : "is-away"}`}
      draggable
      disabled={isBusy.value || till === null}
      data-testid={`card-${card.code}`}
      onDragStart={(event) => event.dataTransfer?.setData("text/plain", card.code)}
      onClick={() => till !== null && void putOn(till, card)}
    >
      <CardFace card={card} />
      <span class="unseen">{t("put_on", { name: cardName(card), till: till ?? "" })}</span>
      {at !== undefined && <span class="card-at">{t("on_reader", { till: say(at.name) })}</span>}
    </button>
  );
}

function DeskScreen() {
  return (
    <div class="desk">
      <Head title={t("desk")}>
        <span class="head-gap" />
        <NetworkChip reach={reach.value} />
        <LanguageButton />
        <Clock />
      </Head>
      <aside class="banner" aria-label={t("about")}>
        <InfoIcon />
        {t("banner")}
      </aside>
      <main class="desk-main">
        <Readers />
        <section class="desk-cards">
          <ProblemBox problem={problem} />
          {desk.value === null && <p class="hint">{t("joining")}</p>}
          <h2>{t("cards")}</h2>
          <div class="cards" aria-label={t("cards")}>
            {desk.value?.cards.map((card) => (
              <CardButton key={card.code} card={card} />
            ))}
          </div>
        </section>
      </main>
    </div>
  );
}

const app = document.getElementById("app");
if (app !== null) render(<DeskScreen />, app);
