// Over HTTP/1.1 a browser opens six connections to a server, for all tabs together. Streams may
// take four of them; a page that gets none polls, so that the other two stay free for everybody.
const SLOTS = 4;

/** Take a slot: gives a function that frees it, or null if there is none now. */
export async function takeSlot() {
  const [page] = performance.getEntriesByType("navigation");
  if (page?.nextHopProtocol !== "http/1.1" || !navigator.locks) return () => {};
  for (let number = 1; number <= SLOTS; number += 1) {
    const free = await take(`muster-stream-${number}`);
    if (free) return free;
  }
  return null;
}

function take(name) {
  return new Promise((resolve) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (!lock) return resolve(null);
      return new Promise((free) => resolve(free));
    }).catch(() => resolve(null));
  });
}
