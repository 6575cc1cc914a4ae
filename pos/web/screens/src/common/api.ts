// Asking the server. Three ends: an answer, a refusal with its code, or no verdict at all.

import { newId } from "./uuid";
import type { Text } from "./wire";

/** The server decided against it and says why. Nothing was written. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: Text,
    readonly detail: Text | null,
    readonly extra: Record<string, unknown>,
  ) {
    super(code);
  }
}

/** Nobody knows whether it happened. `heard` tells whether the server finished answering. */
export class NoVerdict extends Error {
  constructor(
    readonly heard: boolean,
    readonly status: number | null,
  ) {
    super(heard ? `no verdict in status ${status}` : "no answer");
  }
}

interface Problem {
  status: number;
  code: string;
  title: Text;
  detail?: Text | null;
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== "object" || body === null) return false;
  const { code, title } = body as Partial<Problem>;
  return typeof code === "string" && typeof title === "object" && title !== null;
}

// After these nobody can tell from the answer alone whether something was written.
const UNSURE = new Set(["fault", "out_of_reach"]);
// The server works on the very same request.
const IN_FLIGHT = "in_flight";
const CSRF_MISSING = "csrf_missing";
const SIGN_ON_REQUIRED = "sign_on_required";
const PAUSE_MS = 1_000;

/** Read a response that came back whole. */
export function verdict<T>(status: number, body: unknown): T {
  if (isInFlight(body)) throw new NoVerdict(false, status);
  if (status >= 200 && status < 300 && body !== undefined) return body as T;
  if (!isProblem(body) || UNSURE.has(body.code)) throw new NoVerdict(true, status);
  const { code, title, detail, ...extra } = body;
  throw new Refusal(status, code, title, detail ?? null, extra);
}

function isInFlight(body: unknown): boolean {
  return isProblem(body) && body.code === IN_FLIGHT;
}

/** How a write is sent. */
export interface Sending {
  timeout_ms?: number;
  /** Names the request: sent again under the same key it is done once. Without one, the body's `id` is it. */
  key?: string;
}

interface Told {
  status: number;
  body: unknown;
}

/** What is sent: the same each time that it is. */
interface Request {
  path: string;
  method: "GET" | "POST";
  headers: Record<string, string>;
  body: BodyInit | null;
  timeout_ms: number;
}

// What a write carries beside the session's cookie; null until it was asked for, or where nobody is signed on.
let csrf: string | null = null;

let waitForSomebody: (() => Promise<void>) | null = null;

/** Have requests for which nobody is signed on wait until somebody is; then the very same is sent again. */
export function whenNobodyIsSignedOn(wait: () => Promise<void>): void {
  waitForSomebody = wait;
}

/** Somebody else is signed on now, or nobody. */
export function forgetSession(): void {
  csrf = null;
}

/** Send a request until it has an end, always as the same. */
async function send<T>(request: Request): Promise<T> {
  const isWrite = request.method !== "GET";
  if (isWrite && csrf === null) await askCsrf(request.timeout_ms);
  let until = Date.now() + request.timeout_ms;
  let mayAskAnew = isWrite;
  for (;;) {
    const { status, body } = await once(request);
    // Somebody else has signed on since. Nothing was written.
    const isOutdated = isProblem(body) && body.code === CSRF_MISSING;
    if (isWrite && waitForSomebody !== null && isProblem(body) && body.code === SIGN_ON_REQUIRED) {
      await waitForSomebody();
      await askCsrf(request.timeout_ms);
      until = Date.now() + request.timeout_ms;
    } else if (isOutdated && mayAskAnew) {
      mayAskAnew = false;
      await askCsrf(request.timeout_ms);
    } else if (isInFlight(body) && Date.now() + PAUSE_MS < until) {
      await new Promise((resolve) => {
        setTimeout(resolve, PAUSE_MS);
      });
    } else {
      return verdict<T>(status, body);
    }
  }
}

async function askCsrf(timeout_ms: number): Promise<void> {
  const { status, body } = await once({
    path: "/api/session",
    method: "GET",
    headers: {},
    body: null,
    timeout_ms,
  });
  csrf = verdict<{ csrf: string | null }>(status, body).csrf;
}

async function once({ path, method, headers, body, timeout_ms }: Request): Promise<Told> {
  try {
    const response = await fetch(path, {
      method,
      cache: "no-store",
      signal: AbortSignal.timeout(timeout_ms),
      headers: {
        Accept: "application/json",
        ...headers,
        ...(method !== "GET" && csrf !== null ? { "X-CSRF": csrf } : {}),
      },
      body,
    });
    return { status: response.status, body: parse(await response.text()) };
  } catch {
    throw new NoVerdict(false, null);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function get<T>(path: string, timeout_ms = 5_000): Promise<T> {
  return send<T>({ path, method: "GET", headers: {}, body: null, timeout_ms });
}

export function post<T>(path: string, body: unknown, sending: Sending = {}): Promise<T> {
  return write<T>(path, JSON.stringify(body), "application/json", { timeout_ms: 5_000, ...sending });
}

/** Send a file's bytes. */
export function sendFile<T>(path: string, contents: ArrayBuffer): Promise<T> {
  return write<T>(path, contents, "application/octet-stream", { timeout_ms: 120_000 });
}

function write<T>(
  path: string,
  body: BodyInit,
  type: string,
  { timeout_ms, key }: Sending & { timeout_ms: number },
): Promise<T> {
  const headers = { "Content-Type": type, "Idempotency-Key": key ?? newId() };
  return send<T>({ path, method: "POST", headers, body, timeout_ms });
}
