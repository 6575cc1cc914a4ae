// The till's own keys: UUIDv7 (RFC 9562), so that keys sort by the moment they were made.

/** Lay out a UUIDv7 from milliseconds since 1970 and ten random bytes. */
export function uuidv7(at_ms: number, random: Uint8Array): string {
  const time = at_ms.toString(16).padStart(12, "0");
  const hex = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const variant = ((Number.parseInt(hex.charAt(3), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`;
}

/** Make a new key from the clock and the browser's random source. */
export function newId(): string {
  return uuidv7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
}
