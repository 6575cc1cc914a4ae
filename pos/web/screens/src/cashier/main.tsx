// The cashier's screen: from dishes to paid in one tap more than there are dishes.

import "../common/tokens.css";
import "../common/base.css";
import "./cashier.css";
import "./menu.css";
import "./returning.css";
import "./ticket.css";
import "../common/count.css";
import "./shift/shift.css";
import { render } from "preact";
import { Guarded } from "../common/Guarded";
import { CashSheet } from "./CashSheet";
import { connect } from "./connection";
import { Header } from "./Header";
import { HoldSheet, HoldsSheet } from "./HoldSheets";
import { listenToKeyboard } from "./keyboard";
import { LastOrders } from "./LastOrders";
import { MenuPane } from "./MenuPane";
import { resumePayment } from "./selling";
import { Closed } from "./shift/Closed";
import { DrawerSheet } from "./shift/DrawerSheet";
import { OpenShift } from "./shift/OpenShift";
import { closed } from "./shift/state";
import { isJoined, sheet, shift } from "./state";
import { PaymentsSheet } from "./PaymentsSheet";
import { SplitSheet } from "./SplitSheet";
import { TicketPane } from "./TicketPane";
import { TopUpSheet } from "./TopUpSheet";
import { WhySheet } from "./WhySheet";

function Sheets() {
  if (closed.value !== null) return <Closed report={closed.value} />;
  if (isJoined.value && shift.value === null) return <OpenShift />;
  const opened = sheet.value;
  if (opened === null) return null;
  if (opened.kind === "cash") return <CashSheet isRest={opened.isRest} />;
  if (opened.kind === "orders") return <LastOrders />;
  if (opened.kind === "split") return <SplitSheet />;
  if (opened.kind === "payments") return <PaymentsSheet />;
  if (opened.kind === "top-up") return <TopUpSheet {...opened} />;
  if (opened.kind === "hold") return <HoldSheet />;
  if (opened.kind === "holds") return <HoldsSheet />;
  if (opened.kind === "why") return <WhySheet menu_item_id={opened.menu_item_id} />;
  return shift.value === null ? null : <DrawerSheet shift={shift.value} />;
}

function Cashier() {
  return (
    <div class="cashier">
      <Header />
      <MenuPane />
      <TicketPane />
      <Sheets />
    </div>
  );
}

const app = document.getElementById("app");
if (app !== null) {
  render(
    <Guarded>
      <Cashier />
    </Guarded>,
    app,
  );
  connect();
  resumePayment();
  listenToKeyboard();
}
