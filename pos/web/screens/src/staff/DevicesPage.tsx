// Which browsers are ours, and who is signed on where; both end at once.

import { timeOf } from "../common/clock";
import { devices, endSession, isBusy, makeCode, revoke, sessions, tills } from "./state";
import type { Device, Session } from "./wire";
import { t } from "./words";

function placeOf(till: string | null): string {
  return till === null ? t("tablet") : t("till", { code: till });
}

/** Day and time at the canteen, short. */
function shortly(moment: string): string {
  return `${moment.slice(5, 10)} ${timeOf(moment)}`;
}

function DeviceRow({ device }: { device: Device }) {
  const isOver = device.revoked_at !== null;
  return (
    <li class={isOver ? "is-over" : ""} data-testid="device" data-revoked={isOver}>
      <div class="staff-facts">
        <b>{placeOf(device.till)}</b>
        <span>{t("enrolled", { by: device.enrolled_by, at: shortly(device.enrolled_at) })}</span>
        {isOver && <span class="staff-bad">{t("revoked")}</span>}
      </div>
      {!isOver && (
        <button type="button" class="wide" disabled={isBusy.value} onClick={() => void revoke(device)}>
          {t("revoke")}
        </button>
      )}
    </li>
  );
}

export function DevicesPage() {
  return (
    <>
      <div class="staff-acts staff-codes">
        <h2>{t("new_code")}</h2>
        {[...tills.value, null].map((till) => (
          <button
            type="button"
            class="primary"
            key={till ?? ""}
            data-testid={`code-${till ?? "tablet"}`}
            disabled={isBusy.value}
            onClick={() => void makeCode(till)}
          >
            {placeOf(till)}
          </button>
        ))}
      </div>
      <ul class="staff-list">
        {devices.value?.map((device) => (
          <DeviceRow key={device.id} device={device} />
        ))}
      </ul>
    </>
  );
}

function SessionRow({ session }: { session: Session }) {
  const means = { pin: t("means_pin"), card: t("means_card"), password: t("means_password") };
  return (
    <li data-testid={`session-${session.staff.code}`}>
      <div class="staff-facts">
        <b>
          {session.staff.name} <small>{session.staff.code}</small>
        </b>
        <span>
          {session.till === null ? "" : `${placeOf(session.till)} · `}
          {means[session.means as keyof typeof means]}
        </span>
        <span>{t("since", { at: shortly(session.began_at), seen: timeOf(session.seen_at) })}</span>
      </div>
      <button type="button" class="wide" disabled={isBusy.value} onClick={() => void endSession(session)}>
        {t("end")}
      </button>
    </li>
  );
}

export function SessionsPage() {
  if (sessions.value?.length === 0) return <p class="hint">{t("none")}</p>;
  return (
    <ul class="staff-list">
      {sessions.value?.map((session) => (
        <SessionRow key={session.id} session={session} />
      ))}
    </ul>
  );
}
