// The shift in hand: cash in and out of the drawer, an X-report, and the close.

import { useEffect, useState } from "preact/hooks";
import { ProblemBox } from "../../common/ProblemBox";
import { Sheet } from "../../common/Sheet";
import { Tabs } from "../../common/Tabs";
import type { Shift } from "../../common/wire";
import { sheet } from "../state";
import { t } from "./words";
import { CashForm } from "./CashForm";
import { CloseForm } from "./CloseForm";
import { problem, refresh } from "./state";
import { XReport } from "./XReport";

const TABS = ["cash", "x", "close"] as const;

export function DrawerSheet({ shift }: { shift: Shift }) {
  const [tab, setTab] = useState<(typeof TABS)[number]>("cash");
  useEffect(() => void refresh(), []);
  const choose = (name: (typeof TABS)[number]): void => {
    problem.value = null;
    setTab(name);
  };
  const close = (): void => {
    problem.value = null;
    sheet.value = null;
  };
  return (
    <Sheet title={`${t("shift_sheet")} · ${shift.cashier}`} name="drawer" onClose={close}>
      <Tabs
        label={t("shift_sheet")}
        names={TABS}
        chosen={tab}
        say={(name) => t(`shift_tab_${name}`)}
        onChoose={choose}
      />
      <ProblemBox problem={problem} />
      {tab === "cash" && <CashForm />}
      {tab === "x" && <XReport />}
      {tab === "close" && <CloseForm shift={shift} />}
    </Sheet>
  );
}
