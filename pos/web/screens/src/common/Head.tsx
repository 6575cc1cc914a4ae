// The bar at the top of each screen.

import type { ComponentChildren } from "preact";
import { isDrifting, time } from "./clock";
import { BowlIcon, GlobeIcon, NetworkIcon, NoNetworkIcon, WarnIcon } from "./icons";
import { toggleLanguage } from "./language";
import type { Reach } from "./stream";
import { word } from "./words";

export function Head({
  title,
  place,
  children,
}: {
  title: string;
  place?: string;
  children?: ComponentChildren;
}) {
  return (
    <header class="head">
      <span class="brand" aria-hidden="true">
        <BowlIcon />
      </span>
      <h1 class="head-title">{title}</h1>
      {place !== undefined && <span class="head-place">{place}</span>}
      {children}
    </header>
  );
}

export function LanguageButton() {
  return (
    <button
      type="button"
      class="head-button"
      aria-label={word("other_language_label")}
      onClick={toggleLanguage}
    >
      <GlobeIcon />
      <span>{word("other_language")}</span>
    </button>
  );
}

export function Clock() {
  return (
    <time class="head-clock">
      {isDrifting.value && <WarnIcon />}
      {time.value}
    </time>
  );
}

export type Health = "good" | "poor" | "bad";

/** A device's or the network's state: a picture, a word and a mark, never a colour alone. */
export function Chip({
  icon,
  label,
  state,
  health,
}: {
  icon: ComponentChildren;
  label: string;
  state: string;
  health: Health;
}) {
  return (
    <span class={`chip chip-${health}`} title={state}>
      {icon}
      <span>{health === "good" ? label : state}</span>
      {health === "good" ? <span class="chip-dot" /> : <WarnIcon />}
      <span class="unseen">{health === "good" ? state : label}</span>
    </span>
  );
}

const NETWORK: Record<
  Reach,
  ["network_ok" | "network_polling" | "network_away" | "network_joining", Health]
> = {
  live: ["network_ok", "good"],
  polling: ["network_polling", "poor"],
  away: ["network_away", "bad"],
  joining: ["network_joining", "poor"],
};

export function NetworkChip({ reach }: { reach: Reach }) {
  const [state, health] = NETWORK[reach];
  const icon = health === "bad" ? <NoNetworkIcon /> : <NetworkIcon />;
  return <Chip icon={icon} label={word("network")} state={word(state)} health={health} />;
}
