// The manager's cash: drawers, safe and bank, who was over or short, and the Z-reports.

import "../common/tokens.css";
import "../common/base.css";
import "../common/count.css";
import "./cash.css";
import { render } from "preact";
import { Guarded, LockButton } from "../common/Guarded";
import { Clock, Head, LanguageButton } from "../common/Head";
import { say } from "../common/language";
import { ProblemBox } from "../common/ProblemBox";
import { BankSheet } from "./BankSheet";
import { ForcedClose } from "./ForcedClose";
import { Places } from "./Places";
import { PaperSheet, Reports } from "./Reports";
import { cash, closing, isBanking, problem, refresh, shown } from "./state";
import { t } from "./words";

function Sheets() {
  if (closing.value !== null) return <ForcedClose drawer={closing.value} />;
  if (shown.value !== null) return <PaperSheet report={shown.value} />;
  return isBanking.value ? <BankSheet /> : null;
}

function CashScreen() {
  const known = cash.value;
  return (
    <div class="office">
      <Head title={t("cash")} place={known === null ? "" : say(known.site)}>
        <span class="head-gap" />
        <LanguageButton />
        <LockButton />
        <Clock />
      </Head>
      <main class="office-body">
        <ProblemBox problem={problem} />
        {known !== null && (
          <div class="office-columns">
            <Places cash={known} />
            <Reports cash={known} />
          </div>
        )}
      </main>
      <Sheets />
    </div>
  );
}

const app = document.getElementById("app");
if (app !== null) {
  render(
    <Guarded>
      <CashScreen />
    </Guarded>,
    app,
  );
  void refresh();
}
