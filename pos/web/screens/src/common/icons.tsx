// The pictures of the screens: 24 x 24, drawn with the colour of the text around them, never read aloud.

import type { ComponentChildren } from "preact";

function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

function drawn(...paths: string[]) {
  return () => (
    <Icon>
      {paths.map((path) => (
        <path key={path} d={path} />
      ))}
    </Icon>
  );
}

export const BowlIcon = drawn(
  "M3 12h18a9 9 0 0 1-6 8.5H9A9 9 0 0 1 3 12z",
  "M8 8.5c-1-1.6 1-2.4 0-4M12 8.5c-1-1.6 1-2.4 0-4M16 8.5c-1-1.6 1-2.4 0-4",
);
export const LockIcon = drawn("M6 11h12v9H6z", "M8.5 11V8a3.5 3.5 0 0 1 7 0v3");
export const CardIcon = drawn(
  "M4 5h16a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z",
  "M3 9.5h18M6.5 15h4",
);
export const PrinterIcon = drawn(
  "M7 8V3h10v5M7 17H4a1 1 0 0 1-1-1v-6a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v6a1 1 0 0 1-1 1h-3",
  "M7 14h10v7H7z",
);
export const NetworkIcon = drawn(
  "M3 9.5a13 13 0 0 1 18 0M6.2 13a8.4 8.4 0 0 1 11.6 0M9.4 16.4a3.8 3.8 0 0 1 5.2 0M12 19.6v.01",
);
export const NoNetworkIcon = drawn(
  "M3 9.5a13 13 0 0 1 5-3M21 9.5a13 13 0 0 0-8-3.6M6.2 13a8.4 8.4 0 0 1 4-2.2M17.8 13a8.4 8.4 0 0 0-2-1.4M12 19.6v.01M4 3l16 18",
);
export const GlobeIcon = drawn(
  "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  "M3.5 12h17M12 3c-5 5.4-5 12.6 0 18M12 3c5 5.4 5 12.6 0 18",
);
export const SearchIcon = drawn("M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z", "M15.5 15.5 20.5 20.5");
export const BinIcon = drawn("M4 6.5h16M9 6.5V4h6v2.5M6 6.5 7 20.5h10l1-14M10 10.5v6M14 10.5v6");
export const PlusIcon = drawn("M12 4.5v15M4.5 12h15");
export const MinusIcon = drawn("M4.5 12h15");
export const CrossIcon = drawn("M5 5l14 14M19 5 5 19");
export const CheckIcon = drawn("M4.5 12.5 10 18 20 6.5");
export const WarnIcon = drawn("M12 3.5 22 20.5H2z", "M12 10v5M12 17.8v.01");
export const InfoIcon = drawn("M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M12 11v6M12 7.5v.01");
export const CashIcon = drawn(
  "M3 6h18v12H3z",
  "M12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z",
  "M6 9v.01M18 15v.01",
);
export const WaitIcon = drawn("M12 3a9 9 0 1 0 9 9");
export const BackspaceIcon = drawn("M8 5h13v14H8l-6-7z", "M11.5 9l6 6M17.5 9l-6 6");
export const UndoIcon = drawn("M8 5 3.5 9.5 8 14", "M3.5 9.5H15a5 5 0 0 1 0 10h-4");
export const CopyIcon = drawn("M9 9h11v11H9z", "M5 15H4V4h11v1");
export const ClockIcon = drawn("M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M12 7v5.5l3.5 2");
export const EjectIcon = drawn("M12 5 20 14.5H4z", "M4 19h16");
export const PaperIcon = drawn("M6 3h12v18l-2-1.5-2 1.5-2-1.5-2 1.5-2-1.5L6 21z", "M9 8h6M9 12h6");
export const DoorIcon = drawn("M13 4H5v16h8M10 12h11M17 8l4 4-4 4");
export const KeysIcon = drawn("M3 6h18v12H3z", "M7 10v.01M12 10v.01M17 10v.01M8 14h8");
export const PencilIcon = drawn("M4 20l1-4.5L16.5 4 20 7.5 8.5 19z", "M14 6.5 17.5 10");
export const DownIcon = drawn("M5 9l7 7 7-7");
export const CalendarIcon = drawn("M4 6h16v14H4z", "M4 10.5h16M8.5 3.5v4M15.5 3.5v4");
export const FileIcon = drawn("M6 3h8l4 4v14H6z", "M14 3v4h4M12 18v-6.5M9 14l3-3 3 3");
export const PersonIcon = drawn("M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z", "M4.5 20.5c1-8 14-8 15 0");
