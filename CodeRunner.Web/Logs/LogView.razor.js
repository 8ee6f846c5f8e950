import { watchLogs, watchStatus } from "/js/live.js";
import { row, plain } from "/js/logrow.js";
import { line, wholeLog } from "/js/logfile.js";

const keep = 5000; // lines in the page while following; older ones are a click away
const keepMost = 20_000; // while someone reads back
const firstPage = 500;
const olderPage = 500;

const asked = (id, query) => `/api/deployments/${id}/logs?${new URLSearchParams(query)}`;

class LogView {
  constructor(root, id, slug) {
    Object.assign(this, { root, id, slug });
    this.part = (name) => root.querySelector(`[data-part=${name}]`);
    this.lines = this.part("lines");
    this.records = []; // oldest first
    this.seen = new Set();
    this.cursor = null;
    this.following = true;
    this.unread = 0;
    this.filter = { text: "", stream: "", instance: "" };
    this.pending = [];
    this.frame = 0;
    this.saving = null; // ends a download that is under way
    this.leave = new AbortController();
    this.ends = [];
  }

  async start() {
    this.listen();
    this.ends.push(watchStatus((status) => this.showStatus(status)));
    await this.loadFirst();
    if (this.leave.signal.aborted) return;
    const end = await watchLogs(this.id, () => this.cursor, (records) => this.add(records));
    if (this.leave.signal.aborted) end();
    else this.ends.push(end);
  }

  stop() {
    this.leave.abort();
    cancelAnimationFrame(this.frame);
    this.ends.forEach((end) => end());
  }

  async fetchPage(query) {
    const response = await fetch(asked(this.id, query), { signal: this.leave.signal, headers: { accept: "application/json" } });
    if (response.status === 401) location.reload(); // the session ended: the server leads to the sign-in page
    if (!response.ok) throw new Error(`the log answered ${response.status}`);
    return response.json();
  }

  async loadFirst() {
    for (let wait = 500; !this.leave.signal.aborted; wait = Math.min(wait * 2, 10_000)) {
      try {
        const page = await this.fetchPage({ limit: firstPage });
        this.cursor = page.next;
        this.add(page.items);
        this.part("older").hidden = page.items.length < firstPage;
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  /** Takes a batch; drawing waits for the next frame, so a flood costs one layout a frame. */
  add(records) {
    for (const record of records) {
      this.cursor = record.cursor;
      if (this.seen.has(record.cursor)) continue;
      this.seen.add(record.cursor);
      this.records.push(record);
      this.pending.push(record);
    }
    if (this.pending.length > keep) this.pending.splice(0, this.pending.length - keep);
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.frame = 0;
    const fresh = this.pending.splice(0).filter((record) => this.passes(record));
    const part = document.createDocumentFragment();
    for (const record of fresh) part.append(row(record, this.filter.text));
    this.lines.append(part);
    this.trim();
    if (this.following) this.toEnd();
    else if (fresh.length) this.showUnread(this.unread + fresh.length);
    this.showCount();
  }

  trim() {
    const most = this.following ? keep : keepMost;
    const over = this.records.length - most;
    if (over <= 0) return;
    for (const record of this.records.splice(0, over)) this.seen.delete(record.cursor);
    const kept = this.seen;
    for (let first = this.firstRow(); first && !kept.has(first.dataset.cursor); first = this.firstRow()) first.remove();
    this.part("older").hidden = false;
  }

  firstRow() {
    return this.lines.querySelector(".r");
  }

  redraw() {
    this.lines.querySelectorAll(".r").forEach((element) => element.remove());
    const part = document.createDocumentFragment();
    for (const record of this.records) if (this.passes(record)) part.append(row(record, this.filter.text));
    this.lines.append(part);
    this.pending = [];
    if (this.following) this.toEnd();
    this.showCount();
  }

  passes(record) {
    if (record.gap) return true; // what is missing may have matched
    const { text, stream, instance } = this.filter;
    if (stream === "app" && record.stream !== "stdout" && record.stream !== "stderr") return false;
    if (stream && stream !== "app" && record.stream !== stream) return false;
    if (instance && record.instanceId !== instance) return false;
    return !text || plain(record.text ?? "").toLowerCase().includes(text);
  }

  async loadOlder() {
    const button = this.part("older");
    const first = this.records[0];
    if (!first) return;
    button.disabled = true;
    try {
      const until = new Date(new Date(first.time).getTime() + 1).toISOString(); // lines of the same millisecond come again and are dropped
      const page = await this.fetchPage({ limit: olderPage, until });
      const older = page.items.filter((record) => !this.seen.has(record.cursor));
      if (older.length) this.putBefore(older);
      button.hidden = older.length === 0 || this.records.length >= keepMost;
    } catch {
      button.textContent = "Load older lines (it failed; try again)";
    } finally {
      button.disabled = false;
    }
  }

  putBefore(older) {
    this.setFollowing(false);
    older.forEach((record) => this.seen.add(record.cursor));
    this.records.unshift(...older);
    const height = this.lines.scrollHeight;
    const part = document.createDocumentFragment();
    for (const record of older) if (this.passes(record)) part.append(row(record, this.filter.text));
    this.part("empty").after(part);
    this.lines.scrollTop += this.lines.scrollHeight - height;
    this.showCount();
  }

  listen() {
    const on = (target, event, handler) => target.addEventListener(event, handler, { signal: this.leave.signal });
    on(this.lines, "scroll", () => this.scrolled());
    on(this.part("follow"), "click", () => this.setFollowing(!this.following));
    on(this.part("new"), "click", () => this.setFollowing(true));
    on(this.part("older"), "click", () => this.loadOlder());
    on(this.part("clear"), "click", () => this.clear());
    on(this.part("copy"), "click", () => this.copy());
    on(this.part("download"), "click", () => this.download());
    on(this.part("filter"), "input", (event) => this.setFilter({ text: event.target.value.trim().toLowerCase() }));
    on(this.part("instance"), "change", (event) => this.setFilter({ instance: event.target.value }));
    for (const button of this.root.querySelectorAll("[data-stream]")) on(button, "click", () => this.setStream(button));
    on(document, "keydown", (event) => this.key(event));
  }

  scrolled() {
    const atEnd = this.lines.scrollTop + this.lines.clientHeight >= this.lines.scrollHeight - 24;
    if (atEnd !== this.following) this.setFollowing(atEnd, false);
  }

  setFollowing(on, scroll = true) {
    this.following = on;
    const button = this.part("follow");
    button.setAttribute("aria-pressed", on);
    button.textContent = on ? "Following" : "Follow";
    if (on) this.showUnread(0);
    if (on && scroll) this.toEnd();
  }

  toEnd() {
    this.lines.scrollTop = this.lines.scrollHeight;
  }

  setFilter(change) {
    Object.assign(this.filter, change);
    this.redraw();
  }

  setStream(button) {
    for (const other of this.root.querySelectorAll("[data-stream]")) other.setAttribute("aria-pressed", other === button);
    this.setFilter({ stream: button.dataset.stream });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [role=dialog]")) return;
    if (event.key === "/") this.part("filter").focus();
    else if (event.key === "f") this.setFollowing(!this.following);
    else return;
    event.preventDefault();
  }

  showUnread(count) {
    this.unread = count;
    const button = this.part("new");
    button.hidden = count === 0;
    button.textContent = `${count.toLocaleString("en")} new ${count === 1 ? "line" : "lines"}`;
  }

  showCount() {
    const shown = this.lines.querySelectorAll(".r").length;
    const all = this.records.length;
    const filtered = this.filter.text || this.filter.stream || this.filter.instance;
    this.part("count").textContent = filtered ? `${shown.toLocaleString("en")} of ${all.toLocaleString("en")} lines` : `${all.toLocaleString("en")} lines`;
    this.part("empty").hidden = shown > 0;
    this.part("empty").textContent = all > 0 ? "No line matches the filter." : "Nothing was logged yet. Lines appear here as they are written.";
    this.showInstances();
  }

  showInstances() {
    const select = this.part("instance");
    const known = new Set([...select.options].map((option) => option.value));
    for (const id of new Set(this.records.map((record) => record.instanceId)))
      if (id && !known.has(id)) select.add(new Option(id.replaceAll("-", "").slice(-6), id));
  }

  showStatus(status) {
    const element = this.part("status");
    element.dataset.status = status;
    element.textContent = status;
  }

  clear() {
    this.records = [];
    this.seen.clear();
    this.showUnread(0);
    this.redraw();
    this.part("older").hidden = true;
  }

  text() {
    return this.records
      .filter((record) => this.passes(record))
      .map(line)
      .join("\n");
  }

  async copy() {
    const button = this.part("copy");
    try {
      await navigator.clipboard.writeText(this.text());
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not allowed";
    }
    setTimeout(() => (button.textContent = "Copy"), 1500);
  }

  /** Saves every stored line, whatever the filter shows; a second press ends it. */
  async download() {
    const button = this.part("download");
    if (this.saving) return this.saving.abort();
    this.saving = new AbortController();
    try {
      const signal = AbortSignal.any([this.leave.signal, this.saving.signal]);
      save(await wholeLog(this.id, signal, (lines) => (button.textContent = `${lines.toLocaleString("en")} lines…`)), `${this.slug}.log`);
      button.textContent = "Download";
    } catch {
      button.textContent = this.saving.signal.aborted ? "Download" : "It failed; again?";
    } finally {
      this.saving = null;
    }
  }
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export function attach(root, id, slug) {
  const view = new LogView(root, id, slug);
  void view.start();
  return { stop: () => view.stop() };
}
