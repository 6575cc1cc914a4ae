// Asking the server. Three ends: an answer, a refusal with its code, or no verdict at all.

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

/** Read a response that came back whole. */
export function verdict<T>(status: number, body: unknown): T {
  if (status >= 200 && status < 300 && body !== undefined) return body as T;
  if (!isProblem(body) || UNSURE.has(body.code)) throw new NoVerdict(true, status);
  const { code, title, detail, ...extra } = body;
  throw new Refusal(status, code, title, detail ?? null, extra);
}

async function ask<T>(method: "GET" | "POST", path: string, body: unknown, timeout_ms: number): Promise<T> {
  const sent = method === "POST" ? JSON.stringify(body) : null;
  return send<T>(method, path, sent, "application/json", timeout_ms);
}

// What a write carries beside the session's cookie; null until it was asked for, or where nobody is signed on.
let csrf: string | null = null;

async function send<T>(
  method: "GET" | "POST",
  path: string,
  body: BodyInit | null,
  type: string,
  timeout_ms: number,
): Promise<T> {
  if (method === "GET") return exchange<T>(method, path, body, type, timeout_ms);
  if (csrf === null) await askCsrf(timeout_ms);
  try {
    return await exchange<T>(method, path, body, type, timeout_ms);
  } catch (caught) {
    // Somebody else has signed on since. Nothing was written, so the same can be sent again.
    if (!(caught instanceof Refusal) || caught.code !== "csrf_missing") throw caught;
    await askCsrf(timeout_ms);
    return exchange<T>(method, path, body, type, timeout_ms);
  }
}

async function askCsrf(timeout_ms: number): Promise<void> {
  const session = await exchange<{ csrf: string | null }>("GET", "/api/session", null, "application/json", timeout_ms);
  csrf = session.csrf;
}

async function exchange<T>(
  method: "GET" | "POST",
  path: string,
  body: BodyInit | null,
  type: string,
  timeout_ms: number,
): Promise<T> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      cache: "no-store",
      signal: AbortSignal.timeout(timeout_ms),
      headers: {
        Accept: "application/json",
        "Content-Type": type,
        ...(method === "POST" && csrf !== null ? { "X-CSRF": csrf } : {}),
      },
      body,
    });
    text = await response.text();
  } catch {
    throw new NoVerdict(false, null);
  }
  return verdict<T>(response.status, parse(text));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function get<T>(path: string, timeout_ms = 5_000): Promise<T> {
  return ask<T>("GET", path, undefined, timeout_ms);
}

export function post<T>(path: string, body: unknown, timeout_ms = 5_000): Promise<T> {
  return ask<T>("POST", path, body, timeout_ms);
}

/** Send a file's bytes. */
export function sendFile<T>(path: string, contents: ArrayBuffer, timeout_ms = 120_000): Promise<T> {
  return send<T>("POST", path, contents, "application/octet-stream", timeout_ms);
}
