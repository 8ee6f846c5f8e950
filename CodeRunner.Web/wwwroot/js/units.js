// Values of metrics in words that people read.
import { t } from "/js/texts.js";

const steps = ["B", "KB", "MB", "GB", "TB"];

const digits = (value) => (value >= 100 ? 0 : value >= 10 ? 1 : 2);
const short = (value) => (value === 0 ? "0" : String(Number(value.toFixed(digits(Math.abs(value))))));

function bytes(value) {
  let step = 0;
  for (; Math.abs(value) >= 1024 && step < steps.length - 1; step++) value /= 1024;
  return `${short(value)} ${steps[step]}`;
}

const thousands = (value) => (value >= 1e6 ? `${short(value / 1e6)}M` : value >= 1e4 ? `${short(value / 1e3)}k` : short(value));

const writers = {
  cores: (value) => (short(value) === "1" ? t("{0} core", 1) : t("{0} cores", short(value))),
  bytes,
  "bytes/s": (value) => `${bytes(value)}/s`,
  "requests/s": (value) => `${thousands(value)}/s`,
  ms: (value) => (value >= 1000 ? `${short(value / 1000)} s` : `${short(value)} ms`),
};

/** As "64 MB" or "12.5/s"; a dash where nothing was measured. */
export const humane = (value, unit) => (value == null ? "–" : (writers[unit] ?? thousands)(value));

/** As short as an axis needs it. */
export const onAxis = (value, unit) => (unit === "cores" ? short(value) : humane(value, unit).replace("requests", "").trim());

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const minute = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });

/** A time (Unix seconds) where its reader is, and in UTC: times in logs of other systems are. */
export function moment(seconds) {
  const time = new Date(seconds * 1000);
  return `${day.format(time)}, ${clock.format(time)} · ${time.toISOString().slice(11, 19)} UTC`;
}

/** The time of day where its reader is. */
export const timeOf = (seconds) => clock.format(new Date(seconds * 1000));

/** For ticks (Unix seconds) that are `step` seconds apart: each its time of day, and the first of a day also which day that is. */
export function onTimeAxis(ticks, step) {
  let before = "";
  return ticks.map((seconds) => {
    const time = new Date(seconds * 1000);
    const date = day.format(time);
    const fresh = date !== before;
    before = date;
    if (step >= 86_400) return date;
    const text = (step < 60 ? clock : minute).format(time);
    return fresh ? `${text}\n${date}` : text;
  });
}

/** From one time to another where their reader is; of the second the day only where it is another. */
export function spanOf(from, to) {
  const [one, other] = [from, to].map((seconds) => new Date(seconds * 1000));
  const last = day.format(one) === day.format(other) ? clock.format(other) : `${day.format(other)}, ${clock.format(other)}`;
  return `${day.format(one)}, ${clock.format(one)} – ${last}`;
}
