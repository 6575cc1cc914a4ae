// The manager's prices: what the scheme says, a draft of the next one, trials, comparisons and back-tests.

import "../common/tokens.css";
import "../common/base.css";
import "./prices.css";
import "./editor.css";
import "./try.css";
import "./backtest.css";
import "./members.css";
import { render } from "preact";
import { Guarded, LockButton } from "../common/Guarded";
import { Clock, Head, LanguageButton } from "../common/Head";
import { say } from "../common/language";
import { ProblemBox } from "../common/ProblemBox";
import { Tabs } from "../common/Tabs";
import { BacktestPage } from "./BacktestPage";
import { connectBacktests } from "./backtests";
import { ComparePage } from "./ComparePage";
import { Editor } from "./Editor";
import { connectMembers } from "./members";
import { MembersPage } from "./MembersPage";
import { PolicySheet } from "./PolicySheet";
import { Rail } from "./Rail";
import { Reading } from "./Reading";
import { choice, connect, draft, prices, problem, tab, type Tab } from "./state";
import { TryPage } from "./TryPage";
import { connectTrials } from "./tryState";
import { t } from "./words";

const TABS: Tab[] = ["scheme", "try", "compare", "backtest", "members"];

function Page() {
  if (prices.value === null) return <p class="blank">{t("joining")}</p>;
  switch (tab.value) {
    case "scheme":
      return choice.value === "draft" && draft.value !== null ? <Editor /> : <Reading />;
    case "try":
      return <TryPage />;
    case "compare":
      return <ComparePage />;
    case "backtest":
      return <BacktestPage />;
    case "members":
      return <MembersPage />;
  }
}

function PricesScreen() {
  const site = prices.value?.site.name;
  return (
    <div class="prices">
      <Head title={t("prices")} {...(site === undefined ? {} : { place: say(site) })}>
        <Tabs
          label={t("tabs")}
          names={TABS}
          chosen={tab.value}
          say={(name) => t(`tab_${name}`)}
          onChoose={(name) => {
            tab.value = name;
          }}
        />
        <span class="head-gap" />
        <LanguageButton />
        <LockButton />
        <Clock />
      </Head>
      {tab.value !== "members" && <Rail />}
      <main class={`page ${tab.value === "members" ? "page-full" : ""}`}>
        <ProblemBox problem={problem} />
        <Page />
      </main>
      <PolicySheet />
    </div>
  );
}

const app = document.getElementById("app");
if (app !== null) {
  render(
    <Guarded>
      <PricesScreen />
    </Guarded>,
    app,
  );
  connect();
  connectTrials();
  connectBacktests();
  connectMembers();
}
