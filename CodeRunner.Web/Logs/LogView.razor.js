import { watchLogs, watchStatus, wordOf } from "/js/live.js";
import { addRows, blocksOf, dropRows, settle } from "/js/logblocks.js";
import { line, row } from "/js/logrow.js";
import { anything, markOf, narrows, queryOf, testOf } from "/js/logquery.js";
import { t } from "/js/texts.js";

const keep = 5000; // lines in the page while following; older ones are a click away
const keepMost = 100_000; // while someone reads back
const pageSize = 500;
const olderSize = 1000;
const ahead = 1500; // pixels before the first line, when older ones are loaded
const typing = 250; // milliseconds after a key until a search begins

const asked = (id, query) => `/api/deployments/${id}/logs?${new URLSearchParams(query)}`;

class LogView {
  constructor(root, id) {
    Object.assign(this, { root, id });
    this.part = (name) => root.querySelector(`[data-part=${name}]`);
    this.lines = this.part("lines");
    this.records = []; // oldest first
    this.seen = new Set();
    this.cursor = null;
    this.following = true;
    this.unread = 0;
    this.filter = anything;
    this.passes = testOf(anything);
    this.previous = null; // where older lines that match begin, if there are any
    this.pending = [];
    this.frame = 0;
    this.search = null; // ends a search that is under way
    this.arrived = []; // what came live meanwhile
    this.typed = 0;
    this.leave = new AbortController();
    this.ends = [];
  }

  async start() {
    this.listen();
    this.ends.push(watchStatus((status) => this.showStatus(status)));
    await this.load();
    if (this.leave.signal.aborted) return;
    const end = await watchLogs(this.id, () => this.cursor, (records) => this.add(records));
    if (this.leave.signal.aborted) end();
    else this.ends.push(end);
  }

  stop() {
    this.leave.abort();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.typed);
    this.ends.forEach((end) => end());
  }

  /** A page of what matches; null when the question itself is wrong, which is then said. */
  async fetchPage(query, signal) {
    const response = await fetch(asked(this.id, { limit: pageSize, ...queryOf(this.filter), ...query }), { signal, headers: { accept: "application/json" } });
    if (response.status === 401) location.reload(); // the session ended: the server leads to the sign-in page
    if (response.status === 400) {
      const { errors } = await response.json();
      this.showFault(Object.values(errors ?? {})[0]?.[0] ?? t("This cannot be searched for."));
      return null;
    }
    if (!response.ok) throw new Error(`the log answered ${response.status}`);
    return response.json();
  }

  /** The last lines that match, instead of what is shown. A search that finds nothing for a while goes on until it does, or is at the log's beginning. */
  async load() {
    this.search?.abort();
    const search = (this.search = new AbortController());
    const signal = AbortSignal.any([this.leave.signal, search.signal]);
    this.arrived = [];
    this.showBusy(true);
    for (let wait = 500; !signal.aborted; wait = Math.min(wait * 2, 10_000)) {
      try {
        let page = await this.fetchPage({}, signal);
        const next = page?.next;
        while (page && page.items.length === 0 && page.previous) page = await this.fetchPage({ before: page.previous }, signal);
        if (page) this.show(page, next);
        break;
      } catch {
        if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
    if (this.search !== search) return;
    this.search = null;
    this.showBusy(false);
  }

  show(page, next) {
    const newer = this.arrived.filter((record) => Number(record.cursor) > Number(next));
    this.records = page.items.concat(newer.filter(this.passes));
    this.seen = new Set(this.records.map((record) => record.cursor));
    this.cursor = newer.at(-1)?.cursor ?? (Number(this.cursor ?? 0) > Number(next) ? this.cursor : next);
    this.setPrevious(page.previous);
    this.redraw();
  }

  setPrevious(previous) {
    this.previous = previous ?? null;
    this.part("older").hidden = !previous;
  }

  /** Takes a batch; drawing waits for the next frame, so a flood costs one layout a frame. */
  add(records) {
    for (const record of records) {
      this.cursor = record.cursor;
      if (this.search) this.arrived.push(record);
      else if (!this.seen.has(record.cursor) && this.passes(record)) {
        this.seen.add(record.cursor);
        this.records.push(record);
        this.pending.push(record);
      }
    }
    for (const list of [this.pending, this.arrived]) if (list.length > keep) list.splice(0, list.length - keep);
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.frame = 0;
    const fresh = this.pending.splice(0);
    addRows(this.lines, this.rows(fresh));
    this.trim();
    settle(this.lines);
    if (this.following) this.toEnd();
    else if (fresh.length) this.showUnread(this.unread + fresh.length);
    this.showCount();
  }

  rows(records) {
    const mark = markOf(this.filter);
    return records.map((record) => row(record, mark));
  }

  trim() {
    const most = this.following ? keep : keepMost;
    const over = this.records.length - most;
    if (over <= 0) return;
    for (const record of this.records.splice(0, over)) this.seen.delete(record.cursor);
    this.setPrevious(this.records[0].cursor);
    dropRows(this.lines, (row) => this.seen.has(row.dataset.cursor));
  }

  redraw() {
    this.lines.querySelectorAll(".block").forEach((element) => element.remove());
    addRows(this.lines, this.rows(this.records));
    settle(this.lines);
    this.pending = [];
    if (this.following) this.toEnd();
    this.showCount();
  }

  async loadOlder() {
    const button = this.part("older");
    if (button.disabled) return;
    button.disabled = true;
    try {
      const page = await this.fetchPage({ limit: olderSize, before: this.previous }, this.leave.signal);
      if (!page) return;
      const older = page.items.filter((record) => !this.seen.has(record.cursor));
      if (older.length) this.putBefore(older);
      this.setPrevious(this.records.length >= keepMost ? null : page.previous);
      button.textContent = older.length ? t("Load older lines") : t("Nothing found there; look further back");
    } catch {
      button.textContent = t("Load older lines (it failed; try again)");
    } finally {
      button.disabled = false;
    }
  }

  putBefore(older) {
    this.setFollowing(false);
    older.forEach((record) => this.seen.add(record.cursor));
    this.records.unshift(...older);
    const height = this.lines.scrollHeight;
    const blocks = blocksOf(this.rows(older));
    this.part("empty").after(...blocks);
    this.lines.scrollTop += this.lines.scrollHeight - height;
    settle(this.lines, blocks);
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
    on(this.part("download"), "change", (event) => this.download(event.target));
    on(this.part("filter"), "input", (event) => this.type(event.target.value.trim()));
    on(this.part("level"), "change", (event) => this.setFilter({ level: event.target.value }));
    on(this.part("instance"), "change", (event) => this.setFilter({ instance: event.target.value }));
    for (const button of this.root.querySelectorAll("[data-stream]")) on(button, "click", () => this.setStream(button));
    on(document, "keydown", (event) => this.key(event));
  }

  scrolled() {
    const atEnd = this.lines.scrollTop + this.lines.clientHeight >= this.lines.scrollHeight - 24;
    if (atEnd !== this.following) this.setFollowing(atEnd, false);
    if (!atEnd && this.previous && this.lines.scrollTop < ahead) void this.loadOlder();
  }

  setFollowing(on, scroll = true) {
    this.following = on;
    const button = this.part("follow");
    button.setAttribute("aria-pressed", on);
    button.textContent = on ? t("Following") : t("Follow");
    if (on) this.showUnread(0);
    if (on && scroll) this.toEnd();
  }

  toEnd() {
    this.lines.scrollTop = this.lines.scrollHeight;
  }

  type(text) {
    clearTimeout(this.typed);
    this.typed = setTimeout(() => this.setFilter({ text }), typing);
  }

  setFilter(change) {
    const filter = { ...this.filter, ...change };
    try {
      this.passes = testOf(filter);
    } catch {
      this.showFault(t("This is not a regular expression."));
      return;
    }
    this.filter = filter;
    this.showFault("");
    void this.load();
  }

  showFault(text) {
    this.part("fault").textContent = text;
    this.part("fault").hidden = !text;
    this.part("filter").setAttribute("aria-invalid", text !== "");
  }

  showBusy(busy) {
    this.lines.setAttribute("aria-busy", busy);
    this.showCount();
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
    button.textContent = count === 1 ? t("{0} new line", 1) : t("{0} new lines", count.toLocaleString("en"));
  }

  showCount() {
    this.part("count").textContent = this.search ? t("searching…") : this.countText();
    this.part("empty").hidden = this.records.length > 0;
    this.part("empty").textContent = this.search ? t("Searching…") : narrows(this.filter) ? t("No line matches.") : t("Nothing was logged yet. Lines appear here as they are written.");
    this.showInstances();
  }

  countText() {
    const one = this.records.length === 1;
    const count = this.records.length.toLocaleString("en");
    if (!narrows(this.filter)) return one ? t("{0} line", count) : t("{0} lines", count);
    const some = `${count}${this.previous ? "+" : ""}`;
    return one ? t("{0} matching line", some) : t("{0} matching lines", some);
  }

  showInstances() {
    const select = this.part("instance");
    const known = new Set([...select.options].map((option) => option.value));
    for (const id of new Set(this.records.map((record) => record.instanceId)))
      if (id && !known.has(id)) select.add(Object.assign(new Option(id.replaceAll("-", "").slice(-6), id), { translate: false }));
  }

  showStatus(status) {
    const element = this.part("status");
    element.dataset.status = status;
    element.textContent = wordOf(status);
  }

  clear() {
    this.records = [];
    this.seen.clear();
    this.showUnread(0);
    this.setPrevious(null);
    this.redraw();
  }

  text() {
    return this.records.map(line).join("\n");
  }

  async copy() {
    const button = this.part("copy");
    try {
      await copyText(this.text());
      button.textContent = t("Copied");
    } catch {
      button.textContent = t("Not allowed");
    }
    setTimeout(() => (button.textContent = t("Copy")), 1500);
  }

  /** The server writes the file while it reads the log: no size is too large. */
  download(select) {
    const link = document.createElement("a");
    link.href = `/api/deployments/${this.id}/logs/download?${new URLSearchParams({ ...queryOf(this.filter), ...Object.fromEntries(new URLSearchParams(select.value)) })}`;
    link.download = "";
    link.click();
    select.value = "";
  }
}

export function start(root, id) {
  const view = new LogView(root, id);
  void view.start();
  return { stop: () => view.stop() };
}
