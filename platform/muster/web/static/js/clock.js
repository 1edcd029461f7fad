// The server's time. The clock of this machine may be wrong by any amount: it is only counted on.
let offset = 0;

/** Learn from a time that the server has just told (ISO 8601). */
export function learn(told) {
  const time = Date.parse(told);
  if (!Number.isNaN(time)) offset = time - Date.now();
}

/** Milliseconds since 1970 by the server's clock; by ours until the server told its own. */
export function serverNow() {
  return Date.now() + offset;
}
