// Who is signed on at this browser, and what they may do. The server decides anew at every request.

import { signal } from "@preact/signals";
import { forgetSession, get, post, whenNobodyIsSignedOn } from "./api";
import { isLocked, lockScreen, openScreen, waitForSomebody } from "./lock";

export interface SignedOn {
  staff: { code: string; name: string } | null;
  roles: string[];
  permissions: string[];
  site: string | null;
  device: { id: string; kind: "till" | "tablet"; till: string | null } | null;
  must_change_password: boolean;
  csrf: string | null;
  idle_s: number | null;
}

export interface Person {
  code: string;
  name: string;
  roles: string[];
}

const PATH = "/api/session";
const LOOK_EVERY_MS = 20_000;
/** A card answers within 8 s, or not at all. */
const CARD_MS = 12_000;

/** Null until the server has said. */
export const signedOn = signal<SignedOn | null>(null);

export async function lookWhoIsSignedOn(): Promise<void> {
  signedOn.value = await get<SignedOn>(PATH);
}

/** How the person is named in the books: "S001 周敏"; nothing where nobody is signed on. */
export function whoIsSignedOn(): string {
  const staff = signedOn.value?.staff ?? null;
  return staff === null ? "" : `${staff.code} ${staff.name}`;
}

export async function peopleHere(): Promise<Person[]> {
  return (await get<{ people: Person[] }>(`${PATH}/people`)).people;
}

export function signOnByPin(staff: string, pin: string): Promise<void> {
  return begin("pin", { staff, pin });
}

export function signOnByCard(): Promise<void> {
  return begin("card", {}, CARD_MS);
}

export function signOnByPassword(name: string, password: string, totp: string): Promise<void> {
  return begin("password", { name, password, totp });
}

async function begin(means: string, shown: object, timeout_ms = 8_000): Promise<void> {
  const session = await post<SignedOn>(`${PATH}/${means}`, shown, { timeout_ms });
  forgetSession();
  signedOn.value = session;
  openScreen();
}

/** Lock the screen, or change the cashier: what is on the ticket stays. */
export async function signOff(): Promise<void> {
  lockScreen();
  await post(`${PATH}/end`, {});
  forgetSession();
  await lookWhoIsSignedOn();
  leaveForTheDoor();
}

/** A browser that is no device of ours has no PIN pad: whoever goes on there comes in by their password. */
function leaveForTheDoor(): boolean {
  const known = signedOn.peek();
  if (known === null || known.staff !== null || known.device !== null) return false;
  location.assign(`/sign-on?${new URLSearchParams({ next: location.pathname + location.search }).toString()}`);
  return true;
}

/** Keep an eye on the session: the server ends it when nobody has touched the screen for a while. */
export function guardScreen(): void {
  const look = (): void => {
    lookWhoIsSignedOn().then(
      () => {
        const isSomebody = signedOn.peek()?.staff !== null;
        if (!isSomebody && leaveForTheDoor()) return;
        if (!isSomebody && !isLocked.peek()) lockScreen();
        if (isSomebody && isLocked.peek()) openScreen();
      },
      // Nobody answers: the screen says so itself.
      () => undefined,
    );
  };
  whenNobodyIsSignedOn(() => {
    look();
    return waitForSomebody();
  });
  look();
  setInterval(look, LOOK_EVERY_MS);
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") look();
  });
}
