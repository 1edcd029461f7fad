// Words of the reader's language, templates, and times that count by the server's clock.
import { serverNow } from "./clock.js";

const data = document.getElementById("desk-data").dataset;
const words = JSON.parse(data.words);
const lang = document.documentElement.lang;
const clockFormat = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat(lang, { weekday: "long", month: "long", day: "numeric" });
const momentFormat = new Intl.DateTimeFormat(lang, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
const moneyFormats = new Map();

export const hasProducts = data.products === "yes";
export const mostBytes = Number(data.mostBytes);

/** The word called `name`, with {places} filled in. */
export function word(name, values) {
  return fill(words[name] ?? name, values);
}

/** A word out of a group: states, notices, steps. */
export function wordOf(group, name, values) {
  return fill(words[group][name] ?? name, values);
}

/** Whether a group has a word of its own for `name`. */
export function hasWord(group, name) {
  return name in words[group];
}

function fill(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** A copy of the first element of the template called `${name}-template`. */
export function draw(name) {
  return document.getElementById(`${name}-template`).content.firstElementChild.cloneNode(true);
}

/** The element below `root` that is marked as this part of it. */
export function part(root, name) {
  return root.querySelector(`[data-part="${name}"]`);
}

/** Time of day. */
export function clockTime(iso) {
  return clockFormat.format(new Date(iso));
}

/** Day and time. */
export function moment(iso) {
  return momentFormat.format(new Date(iso));
}

/** The day as a heading: today and yesterday by name. */
export function dayName(iso) {
  const day = new Date(iso);
  const today = new Date(serverNow());
  const ago = Math.round((midnight(today) - midnight(day)) / 86_400_000);
  if (ago === 0) return word("today");
  return ago === 1 ? word("yesterday") : dayFormat.format(day);
}

export function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** An amount in whole minor units of a currency; nothing without one. */
export function money(minor, currency) {
  if (minor === null || minor === undefined || !currency) return "";
  if (!moneyFormats.has(currency)) {
    moneyFormats.set(currency, new Intl.NumberFormat(lang, { style: "currency", currency }));
  }
  const format = moneyFormats.get(currency);
  return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
}

/** Seconds as m:ss or h:mm:ss. */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Seconds since a moment, by the server's clock. */
export function secondsSince(iso) {
  return (serverNow() - Date.parse(iso)) / 1000;
}

/** Let an element count up from a moment; `warn` and `late` are seconds at which it changes. */
export function countFrom(element, iso, { warn = Infinity, late = Infinity } = {}) {
  element.dataset.since = iso ?? "";
  element.dataset.warn = warn;
  element.dataset.late = late;
  tick(element);
}

function tick(element) {
  const { since, warn, late } = element.dataset;
  if (!since) {
    element.textContent = "";
    return;
  }
  const seconds = secondsSince(since);
  element.textContent = duration(seconds);
  const level = seconds >= Number(late) ? "late" : seconds >= Number(warn) ? "warn" : "fine";
  if (element.dataset.level !== level) element.dataset.level = level;
}

setInterval(() => document.querySelectorAll("[data-since]").forEach(tick), 1000);
