// A page that moves by itself. Events come by a stream; what a stream can lose (a cut line, a
// paused server, a sleeping tab) is caught up from the server's log, and known events are dropped.
import { learn } from "./clock.js";
import { setLine } from "./notices.js";
import { takeSlot } from "./slots.js";

const POLL = 3_000;
const CHECK = 90_000; // a look into the log while all seems well
const CHECK_AFTER = 300; // events; fewer than the server gives in one answer
const SILENCE = 40_000; // the server says something every 15 s
const PATIENCE = 20_000; // with a server that does not answer
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
const REMEMBERED = 3_000;
const NO_ACCESS = new Set([401, 403, 404, 410]);
const WORST_FIRST = ["gone", "reconnecting", "paused", "up"];

const states = new Map();

/**
 * Listen to a live route; gives an object with close() and catchUp().
 *
 * on: functions by kind of event, called with {id, kind, tenant_id, contact_id, payload,
 *   created_at, late}. Each event is also sent out on document as `live:<kind>`. Events of two
 *   server processes may change places, and the first ones may tell what the page was rendered
 *   with. So handlers put things where they belong, they do not count or append. `late`: a newer
 *   event of the same contact came before; as news of a state it is to be ignored.
 * after: the newest event that the page was rendered with (`cursor` on the server).
 * onStatus: called with "up", "reconnecting", "paused" or "gone" (no access any more: the end).
 * onOpen: called whenever a stream has been opened: what is not kept was not heard before it.
 * onRenew: called when the server ends the stream by intent, as when my rights have changed.
 * onReset: called when too much was missed to be told one by one; by default the page reloads.
 */
export function connect(url, options = {}) {
  return new Line(url, options);
}

class Line {
  #url;
  #options;
  #after;
  #checkedTo;
  #known = new Set();
  #newest = new Map();
  #source = null;
  #opening = false;
  #isNew = false;
  #freeSlot = null;
  #isLive = true;
  #heardAt = 0;
  #checkedAt = performance.now();
  #sinceCheck = 0;
  #failures = 0;
  #step = null;
  #again = false;
  #timer = null;
  #watch = setInterval(() => this.#lookAfter(), 5_000);
  #listening = new AbortController();

  constructor(url, options) {
    this.#url = url;
    this.#options = options;
    this.#after = this.#checkedTo = Number(options.after) || 0;
    const { signal } = this.#listening;
    const back = () => document.visibilityState === "visible" && this.catchUp();
    document.addEventListener("visibilitychange", back, { signal });
    window.addEventListener("online", () => this.catchUp(), { signal });
    window.addEventListener("offline", () => this.#setState("reconnecting"), { signal });
    // A page in the browser's memory holds no connection, and catches up when it is shown again.
    window.addEventListener("pagehide", () => this.#rest(), { signal });
    window.addEventListener("pageshow", (e) => e.persisted && this.catchUp(), { signal });
    this.#open();
  }

  /** Stop listening. */
  close() {
    this.#rest();
    this.#listening.abort();
    clearInterval(this.#watch);
    states.delete(this);
    showStates();
  }

  /** Read the log now, and see to it that the stream is open. */
  async catchUp() {
    this.#again = true;
    this.#step ??= (async () => {
      while (this.#again && !this.#listening.signal.aborted) {
        this.#again = false;
        await this.#catchUpOnce();
      }
      this.#step = null;
    })();
    return this.#step;
  }

  async #catchUpOnce() {
    clearTimeout(this.#timer);
    this.#checkedAt = performance.now();
    this.#sinceCheck = 0;
    const answer = await this.#ask();
    if (this.#listening.signal.aborted) return;
    if (answer) {
      this.#takeAnswer(answer);
      await this.#open();
    }
    if (!answer && !this.#source) this.#setState("reconnecting");
    else this.#setState(this.#isLive ? "up" : "paused");
    if (!this.#source || !this.#isLive) this.#later(answer ? POLL : this.#wait());
  }

  /** The server's answer; null if there was none. Ends everything when access is lost. */
  async #ask() {
    try {
      const address = this.#address({ after: this.#checkedTo, format: "json" });
      const headers = { Accept: "application/json" };
      const response = await fetch(address, { headers, signal: AbortSignal.timeout(PATIENCE) });
      if (NO_ACCESS.has(response.status) || response.redirected) this.#end();
      else if (response.ok) return await response.json();
    } catch {
      this.#closeSource();
    }
    this.#failures += 1;
    return null;
  }

  #takeAnswer({ events, reset, after, line, now }) {
    learn(now);
    this.#isLive = line === "live";
    if (reset) return this.#reset(after);
    for (const event of events) {
      this.#take(event);
      this.#checkedTo = Math.max(this.#checkedTo, event.id);
    }
    return undefined;
  }

  async #open() {
    if (this.#source || this.#opening) return;
    this.#opening = true;
    const freeSlot = await takeSlot();
    this.#opening = false;
    if (!freeSlot) return this.#later(POLL);
    if (this.#listening.signal.aborted) return freeSlot();
    this.#freeSlot = freeSlot;
    const source = new EventSource(this.#address({ after: this.#after }));
    this.#source = source;
    this.#isNew = true;
    this.#heardAt = performance.now();
    const hear = (type, act) => source.addEventListener(type, ({ data }) => {
      this.#heardAt = performance.now();
      act(data && JSON.parse(data));
    });
    hear("message", (event) => this.#hear(event));
    hear("line", (told) => this.#lineIs(told));
    hear("reset", ({ after }) => this.#reset(after));
    hear("beat", () => {});
    source.onerror = () => this.#source === source && this.#lost();
    return undefined;
  }

  #address(query) {
    const address = new URL(this.#url, location.href);
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    return address;
  }

  #hear(event) {
    this.#take(event);
    this.#sinceCheck += 1;
    if (this.#sinceCheck === CHECK_AFTER) this.catchUp();
  }

  #take(event) {
    if (event.id) {
      if (this.#known.has(event.id)) return;
      this.#known.add(event.id);
      this.#after = Math.max(this.#after, event.id);
      forgetOldest(this.#known);
      event.late = this.#isLate(event);
    }
    try {
      this.#options.on?.[event.kind]?.(event);
    } catch (error) {
      reportError(error); // one handler's fault must not cost the page its line
    }
    document.dispatchEvent(new CustomEvent(`live:${event.kind}`, { detail: event }));
  }

  #isLate({ id, contact_id: contact }) {
    const newest = this.#newest.get(contact) ?? 0;
    this.#newest.delete(contact); // so that it is the last to be forgotten
    this.#newest.set(contact, Math.max(newest, id));
    forgetOldest(this.#newest);
    return contact !== null && id < newest;
  }

  #lineIs({ state, now }) {
    learn(now);
    this.#failures = 0;
    if (state === "behind") return this.catchUp();
    if (state === "renew") {
      this.#options.onRenew?.();
      return this.#lost();
    }
    if (this.#isNew) this.#options.onOpen?.();
    this.#isNew = false;
    const wasLive = this.#isLive;
    this.#isLive = state === "live";
    this.#setState(this.#isLive ? "up" : "paused");
    if (!this.#isLive) this.#later(POLL);
    else if (!wasLive) this.catchUp();
    return undefined;
  }

  #reset(after) {
    this.#after = this.#checkedTo = Math.max(this.#after, after);
    const act = this.#options.onReset ?? (() => location.reload());
    act();
  }

  /** The stream broke or was ended: ask what that means, and open another one. */
  #lost() {
    this.#closeSource();
    this.#later(this.#failures ? this.#wait() : Math.random() * FIRST_WAIT);
    this.#failures += 1;
  }

  #lookAfter() {
    const now = performance.now();
    if (this.#source && now - this.#heardAt > SILENCE) this.#lost();
    else if (now - this.#checkedAt > CHECK * (0.8 + Math.random() * 0.4)) this.catchUp();
  }

  #later(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.catchUp(), milliseconds);
  }

  #wait() {
    // Spread, so that pages that lost the line together do not return together.
    const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(this.#failures, 10));
    return most * (0.5 + Math.random() / 2);
  }

  #end() {
    this.#rest();
    this.#listening.abort();
    clearInterval(this.#watch);
    this.#setState("gone");
  }

  #rest() {
    clearTimeout(this.#timer);
    this.#closeSource();
  }

  #closeSource() {
    this.#source?.close();
    this.#source = null;
    this.#freeSlot?.();
    this.#freeSlot = null;
  }

  #setState(state) {
    if (states.get(this) === state) return;
    states.set(this, state);
    showStates();
    this.#options.onStatus?.(state);
  }
}

function forgetOldest(collection) {
  if (collection.size > REMEMBERED) collection.delete(collection.keys().next().value);
}

function showStates() {
  const now = new Set(states.values());
  setLine(WORST_FIRST.find((state) => now.has(state)) ?? "up");
}
