// The members' counter: finding somebody, their account, and opening a new one.

import "../common/tokens.css";
import "../common/base.css";
import "./members.css";
import "./safety.css";
import "./care/care.css";
import { render } from "preact";
import { Guarded, LockButton } from "../common/Guarded";
import { Clock, Head, LanguageButton } from "../common/Head";
import { ProblemBox } from "../common/ProblemBox";
import { whoIsSignedOn } from "../common/session";
import { Tabs } from "../common/Tabs";
import { AccountPanel } from "./AccountPanel";
import { ListsPage } from "./care/ListsPage";
import { loadTills } from "./care/state";
import { connectClasses } from "./classes";
import { FindPanel } from "./FindPanel";
import { OpenPage } from "./OpenPage";
import { SafetyPage } from "./SafetyPage";
import { connect, duplicateIn, goTo, problem, tab, type Tab } from "./state";
import { t } from "./words";

// One entry per section of the counter; each has its page below.
const TABS: Tab[] = ["find", "open", "lists", "safety"];

function Clerk() {
  return (
    <span class="clerk" data-testid="clerk">
      {t("clerk")} {whoIsSignedOn()}
    </span>
  );
}

function Page() {
  switch (tab.value) {
    case "find":
      return (
        <div class="find-page">
          <FindPanel />
          <AccountPanel />
        </div>
      );
    case "open":
      return <OpenPage />;
    case "safety":
      return <SafetyPage />;
    case "lists":
      return <ListsPage />;
  }
}

function MembersScreen() {
  const duplicate = duplicateIn(problem.value);
  return (
    <div class="counter">
      <Head title={t("members")}>
        <Tabs
          label={t("tabs")}
          names={TABS}
          chosen={tab.value}
          say={(name) => t(`tab_${name}`)}
          onChoose={(name) => {
            problem.value = null;
            tab.value = name;
          }}
        >
          <a class="tab-link" href="/members/import" data-testid="tab-import">
            {t("tab_import")}
          </a>
        </Tabs>
        <span class="head-gap" />
        <Clerk />
        <LanguageButton />
        <LockButton />
        <Clock />
      </Head>
      <main class="counter-main">
        <ProblemBox problem={problem} />
        {duplicate !== null && (
          <button type="button" class="wide duplicate" data-testid="duplicate" onClick={() => goTo(duplicate)}>
            {t("already", { code: duplicate })}
          </button>
        )}
        <Page />
      </main>
    </div>
  );
}

const app = document.getElementById("app");
if (app !== null) {
  render(
    <Guarded>
      <MembersScreen />
    </Guarded>,
    app,
  );
  connect();
  connectClasses();
  loadTills();
}
