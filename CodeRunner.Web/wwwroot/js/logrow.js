// One record of a log as an element. What an app wrote only ever becomes text nodes; of its escape sequences, colours are kept and all else is dropped.
import { t } from "/js/texts.js";

const sequence = /\u001b(?:\[([0-9;]*)m|\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const colours = ["ink", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
const levels = { error: "e", fatal: "e", critical: "e", warn: "w", warning: "w" };

/** The text without escape sequences and control characters, those that turn the reading direction included. */
export const plain = (text) => text.replace(sequence, "").replace(control, "");

/** One record as a line of text, for the clipboard. */
export const line = (record) =>
  record.gap ? `${record.time} (${t("{0} lines are missing here", record.gap.lines)})` : `${record.time} ${plain(record.text ?? "")}`;

export function row(record, mark) {
  if (record.gap) return gapRow(record);
  const element = make("div", `r ${kind(record)}`);
  element.dataset.cursor = record.cursor;
  const source = record.instanceId ? record.instanceId.replaceAll("-", "").slice(-6) : (record.stream ?? "");
  element.append(make("time", "t", clock(record.time)), make("span", "i", source), content(record.text ?? "", mark));
  element.firstChild.title = record.time;
  return element;
}

function gapRow(record) {
  const { lines, bytes } = record.gap;
  const count = lines.toLocaleString("en");
  const size = bytes >= 1024 ? `${(bytes / 1024).toFixed(1)} KiB` : bytes >= 0 ? t("{0} bytes", bytes) : null;
  const some = size ? (lines === 1 ? t("{0} line ({1}) is missing here", count, size) : t("{0} lines ({1}) are missing here", count, size))
    : lines === 1 ? t("{0} line, no longer kept, is missing here", count) : t("{0} lines, no longer kept, are missing here", count);
  const element = make("div", "r gap", some);
  element.translate = true;
  element.dataset.cursor = record.cursor;
  return element;
}

function kind(record) {
  if (record.stream === "system") return "s";
  if (record.stream === "build") return "b";
  return levels[record.level?.toLowerCase()] ?? (record.stream === "stderr" ? "e" : "");
}

function clock(time) {
  const at = new Date(time);
  const two = (number) => String(number).padStart(2, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, "0")}`;
}

function content(text, mark) {
  const element = make("span", "x");
  let colour = "";
  let from = 0;
  for (const match of text.matchAll(sequence)) {
    put(element, text.slice(from, match.index), colour, mark);
    if (match[1] !== undefined) colour = colourAfter(match[1], colour);
    from = match.index + match[0].length;
  }
  put(element, text.slice(from), colour, mark);
  return element;
}

function colourAfter(codes, colour) {
  for (const code of codes.split(";").map(Number)) {
    if (code === 0 || code === 39) colour = "";
    else if (code >= 30 && code <= 37) colour = colours[code - 30];
    else if (code >= 90 && code <= 97) colour = colours[code - 90];
  }
  return colour;
}

function put(parent, raw, colour, mark) {
  const text = raw.replace(control, "");
  if (!text) return;
  const target = colour ? parent.appendChild(make("span", `ansi-${colour}`)) : parent;
  if (!mark) {
    target.append(text);
    return;
  }
  const low = text.toLowerCase();
  let from = 0;
  for (let at = low.indexOf(mark); at >= 0; at = low.indexOf(mark, from)) {
    target.append(text.slice(from, at), make("mark", "", text.slice(at, at + mark.length)));
    from = at + mark.length;
  }
  target.append(text.slice(from));
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}
