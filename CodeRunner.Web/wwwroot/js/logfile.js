// The whole stored log as a file: page after page, so that neither the API nor the page holds more than it may.
import { plain } from "/js/logrow.js";

const pageSize = 1000;
export const most = 200_000; // lines; a log that is larger is cut, and its last line says so

/** One record as a line of text. */
export const line = (record) =>
  record.gap ? `${record.time} (${record.gap.lines} lines are missing here)` : `${record.time} ${plain(record.text ?? "")}`;

/** A Blob of every stored line, oldest first. Tells `progress` the lines so far; `signal` ends it. */
export async function wholeLog(id, signal, progress) {
  const parts = [];
  let query = { since: "1970-01-01T00:00:00Z" };
  for (let count = 0; ; ) {
    const page = await ask(id, { ...query, limit: pageSize }, signal);
    if (page.items.length) parts.push(page.items.map(line).join("\n") + "\n");
    count += page.items.length;
    progress(count);
    if (page.items.length < pageSize) break;
    if (count >= most) {
      parts.push(`(This file ends after ${count.toLocaleString("en")} lines; there are more.)\n`);
      break;
    }
    query = { after: page.next };
  }
  return new Blob(parts, { type: "text/plain" });
}

async function ask(id, query, signal) {
  for (;;) {
    const response = await fetch(`/api/deployments/${id}/logs?${new URLSearchParams(query)}`, { signal, headers: { accept: "application/json" } });
    if (response.ok) return response.json();
    if (response.status !== 429) throw new Error(`the log answered ${response.status}`);
    const wait = Math.min(60, Number(response.headers.get("retry-after")) || 2);
    await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    signal.throwIfAborted();
  }
}
