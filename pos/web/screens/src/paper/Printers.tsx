// The virtual printers, and ways to break and to repair them.

import { PrinterIcon, WarnIcon } from "../common/icons";
import { isBusy, setFault, tray } from "./state";
import type { FaultKind, Printer } from "./wire";
import { t, wordFor } from "./words";

const FAULTS: readonly FaultKind[] = ["paper_low", "paper_out", "cover_open", "jam", "off"];

function PrinterPlate({ printer }: { printer: Printer }) {
  const isFine = printer.state === "ok";
  return (
    <section class={`printer ${isFine ? "" : "is-poor"}`} data-testid={`printer-${printer.name}`}>
      <header>
        {isFine ? <PrinterIcon /> : <WarnIcon />}
        <b>{printer.name}</b>
        <span class="printer-state" data-testid={`state-${printer.name}`}>
          {wordFor("state", printer.state)}
        </span>
      </header>
      <div class="faults" hidden={!printer.is_virtual}>
        {FAULTS.map((fault) => (
          <button
            type="button"
            key={fault}
            aria-pressed={printer.fault === fault}
            disabled={isBusy.value}
            data-testid={`fault-${printer.name}-${fault}`}
            onClick={() => void setFault(printer.name, fault)}
          >
            {wordFor("fault", fault)}
          </button>
        ))}
        <button
          type="button"
          class="repair"
          disabled={isBusy.value || printer.fault === null}
          data-testid={`fault-${printer.name}-none`}
          onClick={() => void setFault(printer.name, null)}
        >
          {t("fault_none")}
        </button>
      </div>
      {printer.fault !== null && (
        <p class="printer-fault">{t("fault_now", { fault: wordFor("fault", printer.fault) })}</p>
      )}
    </section>
  );
}

export function Printers() {
  return (
    <>
      {tray.value?.printers.map((printer) => (
        <PrinterPlate key={printer.name} printer={printer} />
      ))}
    </>
  );
}
