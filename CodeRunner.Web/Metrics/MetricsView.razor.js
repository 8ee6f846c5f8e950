import { loadMarks, markAt } from "/js/chartmarks.js";
import { Chart } from "/js/charts.js";
import { watchSamples, watchStatus, wordOf } from "/js/live.js";
import { Loader, askApi } from "/js/loader.js";
import { charts, latest, valueOf } from "/js/metriccharts.js";
import { t } from "/js/texts.js";
import { TimeChoice } from "/js/timechoice.js";
import { humane, moment, timeOf } from "/js/units.js";

const ranges = { "15m": [900, 1], "1h": [3600, 10], "6h": [21_600, 30], "24h": [86_400, 120], "7d": [604_800, 900], "30d": [2_592_000, 3600] };
const usual = "15m";
const settling = [13_000, 17_000]; // what was live a moment before the page came is stored by then
const stored = 90; // seconds that may be missing in what was loaded a moment ago
const mostEnded = 20; // instances to choose from that run no more
const mostTold = 12; // of what happened, in words
const around = 300; // seconds on either side of what happened, to look at it closer
const reading = 150; // milliseconds at one place until it is read aloud
const lengths = Object.fromEntries(Object.entries(ranges).map(([name, [length]]) => [name, length]));

class MetricsView {
  constructor(root, id, limits, instances) {
    Object.assign(this, { root, id });
    this.part = (name) => root.querySelector(`[data-part=${name}]`);
    this.marks = [];
    this.points = new Map(); // unixSeconds -> { name: value }
    this.step = null; // seconds from one point to the next; null until all that is shown was loaded
    this.index = null; // of the time under the cursor
    this.leave = new AbortController();
    this.ends = [];
    this.loader = new Loader({
      ask: (whole, signal) => this.ask(whole, signal),
      took: (answer) => this.take(answer),
      failed: (error, wait) => this.fail(error, wait),
      next: (parts) => this.waitFor(parts),
    });
    this.time = new TimeChoice(this.part("times"), lengths, usual, () => this.chosen());
    const on = { cursor: (index) => this.point(index), zoom: (from, to) => this.zoom(from, to), back: () => this.time.undo() };
    this.charts = Object.entries(charts(limits)).map(([name, of]) => {
      const box = root.querySelector(`[data-chart=${name}]`);
      const each = { name, of, box, values: box.querySelector("[data-part=values]") };
      each.chart = new Chart(box.querySelector("[data-part=plot]"), of, `metrics-${id}`, { ...on, read: (index, since) => this.read(each, index, since) }, () => this.marks);
      return each;
    });
    this.showInstances(instances);
  }

  start() {
    this.listen();
    this.time.start();
    this.ends.push(watchStatus((status) => this.showStatus(status))); // at once too, and the page may be live already
    void this.watch();
  }

  async watch() {
    const end = await watchSamples(this.id, (sample) => this.add(sample));
    if (this.leave.signal.aborted) end();
    else this.ends.push(end);
  }

  stop() {
    this.leave.abort();
    this.time.stop();
    this.loader.end();
    clearTimeout(this.reads);
    this.theme.disconnect();
    this.ends.forEach((end) => end());
    this.charts.forEach(({ chart }) => chart.stop());
  }

  listen() {
    const signal = this.leave.signal;
    this.part("instance").addEventListener("change", () => this.chosen(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.loader.begin(), { signal });
    this.theme = new MutationObserver(() => {
      this.charts.forEach(({ chart }) => chart.build());
      this.draw();
    });
    this.theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  /** Another time or instance: what is known of it is shown until the rest has come. */
  chosen() {
    const span = this.time.span;
    for (const { chart, data } of this.charts) if (data) chart.show(data, ...span);
    this.points.clear();
    this.step = null;
    this.say("loading", t("loading"));
    this.loader.begin();
    void this.mark(span);
  }

  /** A point is of all the time up to the next one: no part of it is cut off, which may be the part in which something was measured. */
  zoom(from, to) {
    const step = this.step ?? 1;
    this.time.zoom(Math.floor(from / step) * step, (Math.floor(to / step) + 1) * step);
  }

  /** Second by second, as it is told: only of all instances together. */
  get live() {
    return this.time.chosen.range === usual && !this.part("instance").value;
  }

  /** All that is shown, or what may have come since it was last loaded. */
  async ask(whole, signal) {
    const [from, to] = this.time.span;
    const step = ranges[this.time.chosen.range]?.[1];
    const since = whole || this.time.closer ? from : Math.max(from, this.asOf - (this.live ? stored : 4 * step));
    const query = new URLSearchParams({ from: since, to });
    if (step) query.set("step", step);
    if (this.part("instance").value) query.set("instance", this.part("instance").value);
    const answer = await askApi(`/api/deployments/${this.id}/metrics?${query}`, signal);
    this.asOf = to;
    return answer;
  }

  waitFor(parts) {
    const settled = this.time.closer && Date.now() - 1000 * this.time.span[1] > settling[1];
    if (settled) return null;
    return this.live || this.time.closer ? (settling[parts] ?? null) : 1000 * Math.max(10, ranges[this.time.chosen.range][1]);
  }

  fail(error, wait) {
    this.showFault(
      wait === null ? t("The metrics are not shown: {0}", error.message)
      : error.status === 429 ? t("{0} The page asks again by itself.", error.message)
      : t("The metrics can't be loaded at the moment. The page tries again by itself."),
    );
    if (wait === null && this.step === null) this.say("still", t("not loaded"));
  }

  showFault(text) {
    const fault = this.part("fault");
    fault.hidden = !text;
    if (fault.textContent !== text) fault.textContent = text;
  }

  take(answer) {
    this.showFault("");
    this.step = answer.step;
    for (const { name, points } of answer.series)
      for (const [time, value] of points) {
        if (!this.points.has(time)) this.points.set(time, {});
        // What came live is newer than what is stored of the last seconds.
        if (value !== null || !(name in this.points.get(time))) this.points.get(time)[name] = value;
      }
    this.showStatus(this.status);
    this.draw();
  }

  add({ time, values }) {
    if (!this.live) return;
    this.points.set(Math.floor(Date.parse(time) / 1000), values);
    this.prune();
    if (this.step === 1 && !document.hidden) this.draw();
  }

  prune() {
    const from = this.time.span[0] - (this.step ?? 1);
    for (const time of this.points.keys()) if (time < from) this.points.delete(time);
  }

  draw() {
    if (this.step === null) return;
    this.prune();
    const [from, to] = this.time.span;
    const last = Math.max(...this.points.keys());
    const times = [...this.points.keys()].sort((a, b) => a - b).filter((time) => time <= to);
    // A second that nobody told of is a gap, and not a line to the next.
    const whole = this.step === 1 && times.length ? Array.from({ length: last - times[0] + 1 }, (_, index) => times[0] + index) : times;
    const rows = whole.map((time) => this.points.get(time) ?? {});
    const seen = rows.some((row) => row.memory != null || row.cpu != null || row.requests != null);
    this.part("empty").hidden = seen || this.points.size === 0;
    this.part("charts").hidden = !seen && this.points.size > 0;
    if (seen || this.points.size > 0) delete this.part("charts").dataset.waits;
    if (!seen) return;
    const one = Boolean(this.part("instance").value);
    for (const each of this.charts) {
      each.data = [whole, ...each.of.lines.map((of) => rows.map((row) => valueOf(row, of, one)))];
      each.box.hidden = one && each.of.lines.every((of) => !of.limit && rows.every((row) => !(of.name in row)));
      each.chart.show(each.data, from, to);
    }
    for (const { chart } of this.charts) chart.keys.hold();
    this.showValues();
  }

  /** Where the cursor of all charts is; null: nowhere. */
  point(index) {
    if (index === this.index) return;
    this.index = index;
    this.showValues();
  }

  /** The values under the cursor; without one, the latest. */
  showValues() {
    if (!this.charts.at(-1).data) return;
    const time = this.charts[0].data[0][this.index];
    const mark = time === undefined ? undefined : this.markAt(time);
    this.part("at").textContent = time === undefined ? "" : `${moment(time)}${mark?.text ? ` · ${mark.text}` : ""}`;
    for (const { of, data, values } of this.charts) {
      const said = of.lines.map((each, number) => {
        const item = document.createElement("span");
        const mark = document.createElement("i");
        mark.style.background = each.limit ? "var(--bad)" : `var(--series-${each.color})`;
        item.append(mark, `${each.label} ${humane(time === undefined ? latest(data[number + 1]) : data[number + 1][this.index], of.unit)}`);
        return item;
      });
      values.replaceChildren(...said);
    }
  }

  /** Aloud, for who moves the cursor by keys: once it stays somewhere. */
  read({ of, data }, index, since) {
    const values = of.lines.map((each, number) => `${each.label} ${humane(data[number + 1][index], of.unit)}`).join(", ");
    const happened = this.markAt(data[0][index]);
    const selected = `${happened ? `. ${happened.words}` : ""}${since === null ? "" : `. ${t("Selected from {0}", timeOf(since))}`}`;
    clearTimeout(this.reads);
    this.reads = setTimeout(() => (this.part("said").textContent = `${timeOf(data[0][index])}: ${values}${selected}`), reading);
  }

  /** What changed of the deployment while its metrics are shown. */
  update(limits, instances) {
    const changed = charts(limits);
    for (const each of this.charts) each.of = each.chart.of = changed[each.name];
    this.showInstances(instances);
    void this.mark(this.time.span);
    if (this.points.size) this.draw();
  }

  /** Those that run, and the last of those that ran while the page was open. */
  showInstances(ids) {
    const select = this.part("instance");
    const known = new Set([...select.options].map((option) => option.value));
    for (const id of ids) if (!known.has(id)) select.add(Object.assign(new Option(shortId(id), id), { translate: false }));
    const instances = [...select.options].filter((option) => option.value);
    const ended = instances.filter((option) => !ids.includes(option.value));
    for (const option of instances) option.text = ended.includes(option) ? t("{0} (ended)", shortId(option.value)) : shortId(option.value);
    for (const option of ended.slice(0, -mostEnded)) if (!option.selected) option.remove();
  }

  async mark(span) {
    this.marked = span;
    const marks = await loadMarks(this.id, span, this.leave.signal);
    if (this.leave.signal.aborted || this.marked !== span) return;
    this.marks = marks;
    this.showHappened();
    if (this.points.size) this.draw();
  }

  /** What happened where the cursor is. */
  markAt(time) {
    const [from, to] = this.time.span;
    return markAt(this.marks, time, Math.max(this.step ?? 1, (to - from) / 200));
  }

  /** The same marks in words, the newest first; each leads to a closer look at it. */
  showHappened() {
    const [from, to] = this.time.span;
    const within = this.marks.filter(({ time }) => time >= from && (time <= to || !this.time.closer)).reverse();
    const rows = within.slice(0, mostTold).map(({ time, kind, words }) => {
      const row = document.createElement("li");
      const button = Object.assign(document.createElement("button"), { type: "button", className: "link mono sm", textContent: timeOf(time), title: t("Look closer") });
      button.setAttribute("aria-label", t("{0}, look closer", timeOf(time)));
      button.addEventListener("click", () => this.time.zoom(time - around, time + around));
      const text = document.createElement("span");
      text.textContent = words;
      row.dataset.kind = kind;
      row.append(button, text);
      return row;
    });
    this.part("happenings").replaceChildren(...rows);
    this.part("happened").hidden = rows.length === 0;
    this.part("more").textContent = within.length > rows.length ? t("and {0} more before", within.length - rows.length) : "";
  }

  showStatus(status) {
    this.status = status;
    if (status !== "live") this.say(status, wordOf(status));
    else if (this.step === null) this.say("loading", t("loading"));
    else if (this.time.closer) this.say("still", t("paused"));
    else this.say("live", this.live ? t("live") : t("updates by itself"));
  }

  // It is read aloud each time it is written.
  say(status, text) {
    const element = this.part("status");
    if (element.textContent === text && element.dataset.status === status) return;
    element.dataset.status = status;
    element.textContent = text;
  }
}

const shortId = (id) => id.replaceAll("-", "").slice(-6);

export function start(root, id, limits, instances) {
  const view = new MetricsView(root, id, limits, instances);
  view.start();
  return view;
}
