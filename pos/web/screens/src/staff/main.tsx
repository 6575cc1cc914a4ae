// The page of the staff: people, their roles and secrets; our devices; who is signed on where.

import "../common/tokens.css";
import "../common/base.css";
import "./staff.css";
import { render } from "preact";
import { useEffect } from "preact/hooks";
import { Guarded, LockButton } from "../common/Guarded";
import { Clock, Head, LanguageButton } from "../common/Head";
import { ProblemBox } from "../common/ProblemBox";
import { Tabs } from "../common/Tabs";
import { DevicesPage, SessionsPage } from "./DevicesPage";
import { PeoplePage } from "./PeoplePage";
import { Sheets } from "./Sheets";
import { load, may, problem, type Tab, tab } from "./state";
import { t } from "./words";

function Page() {
  if (tab.value === "people") return <PeoplePage />;
  return tab.value === "devices" ? <DevicesPage /> : <SessionsPage />;
}

function tabsOf({ unlock, devices }: { unlock: boolean; devices: boolean }): Tab[] {
  return ["people", ...(devices ? (["devices"] as const) : []), ...(unlock ? (["sessions"] as const) : [])];
}

function StaffScreen() {
  useEffect(() => void load(), []);
  return (
    <div class="staff">
      <Head title={t("staff")}>
        <Tabs
          label={t("tabs")}
          names={tabsOf(may.value)}
          chosen={tab.value}
          say={(name) => t(`tab_${name}`)}
          onChoose={(name) => {
            tab.value = name;
            void load();
          }}
        />
        <span class="head-gap" />
        <LanguageButton />
        <LockButton />
        <Clock />
      </Head>
      <main class="staff-main">
        <ProblemBox problem={problem} />
        <Page />
      </main>
      <Sheets />
    </div>
  );
}

const app = document.getElementById("app");
if (app !== null) {
  render(
    <Guarded>
      <StaffScreen />
    </Guarded>,
    app,
  );
}
