// Lists of residents: handed in, looked at row by row, and joined all at once.

import "../common/tokens.css";
import "../common/base.css";
import "./imports.css";
import { render } from "preact";
import { Guarded, LockButton } from "../common/Guarded";
import { Clock, Head, LanguageButton } from "../common/Head";
import { ProblemBox } from "../common/ProblemBox";
import { HandIn } from "./HandIn";
import { Shown } from "./Shown";
import { connect, problem } from "./state";
import { t } from "./words";

function ImportScreen() {
  return (
    <div class="imports">
      <Head title={t("imports")}>
        <a class="head-link" href="/members" data-testid="to-members">
          {t("members")}
        </a>
        <span class="head-gap" />
        <LanguageButton />
        <LockButton />
        <Clock />
      </Head>
      <HandIn />
      <main class="shown">
        <ProblemBox problem={problem} />
        <Shown />
      </main>
    </div>
  );
}

const app = document.getElementById("app");
if (app !== null) {
  render(
    <Guarded>
      <ImportScreen />
    </Guarded>,
    app,
  );
  connect();
}
