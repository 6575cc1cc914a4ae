// The bar at the top: where, when, who, and whether the devices are well.

import { useComputed } from "@preact/signals";
import { LockButton } from "../common/Guarded";
import { Chip, Clock, Head, type Health, LanguageButton, NetworkChip } from "../common/Head";
import { CardIcon, DoorIcon, PaperIcon, PrinterIcon } from "../common/icons";
import { say } from "../common/language";
import type { PrinterState, ReaderState } from "../common/wire";
import { reach } from "./connection";
import { devices, isJoined, mealPeriod, open, sheet, shift, site, ticket, tillName } from "./state";
import { tt } from "./tenderWords";
import { t } from "./words";

const READER: Record<ReaderState, Health> = { ok: "good", offline: "bad", stale: "poor", hung: "bad" };
const PRINTER: Record<PrinterState, Health> = {
  ok: "good",
  paper_low: "poor",
  paper_out: "poor",
  cover_open: "poor",
  error: "poor",
  no_answer: "poor",
  unknown: "poor",
};

function Meal() {
  const period = mealPeriod.value;
  return (
    <span class="pill">
      {period === null ? (
        t("no_meal")
      ) : (
        <b title={`${period.starts}–${period.ends}`}>{say(period.name)}</b>
      )}
    </span>
  );
}

function DeviceChips() {
  const { reader, printer } = devices.value;
  return (
    <div class="chips">
      <Chip icon={<CardIcon />} label={t("reader")} state={t(`reader_${reader}`)} health={READER[reader]} />
      <Chip
        icon={<PrinterIcon />}
        label={t("printer")}
        state={t(`printer_${printer}`)}
        health={PRINTER[printer]}
      />
      <NetworkChip reach={reach.value} />
    </div>
  );
}

/** What others took, or may have taken, and no order has: on every till of the site. */
function OpenPaymentsButton() {
  const count = open.value.payments.filter((each) => each.order !== ticket.value.id).length;
  if (count === 0) return null;
  return (
    <button
      type="button"
      class="head-button head-open"
      data-testid="open-payments"
      onClick={() => {
        sheet.value = { kind: "payments" };
      }}
    >
      {tt("open_payments", { n: count })}
    </button>
  );
}

function ShiftButton() {
  const name = useComputed(() => (shift.value === null ? t("shift_closed") : t("shift")));
  return (
    <button
      type="button"
      class="head-button"
      data-testid="shift"
      onClick={() => {
        sheet.value = { kind: "shift" };
      }}
    >
      <DoorIcon />
      <span class="head-name">{name.value}</span>
    </button>
  );
}

function OrdersButton() {
  return (
    <button
      type="button"
      class="head-button"
      data-testid="last-orders"
      onClick={() => {
        sheet.value = { kind: "orders" };
      }}
    >
      <PaperIcon />
      <span class="head-name">{t("last_orders")}</span>
    </button>
  );
}

export function Header() {
  return (
    <Head
      title={site.value === null ? "" : say(site.value.name)}
      place={tillName.value === null ? "" : say(tillName.value.name)}
    >
      {isJoined.value && <Meal />}
      <span class="head-gap" />
      {isJoined.value && <OpenPaymentsButton />}
      <DeviceChips />
      <LanguageButton />
      {isJoined.value && <OrdersButton />}
      {isJoined.value && <ShiftButton />}
      <LockButton />
      <Clock />
    </Head>
  );
}
