import { Chart } from "/js/charts.js";
import { watchSamples, watchStatus } from "/js/live.js";
import { humane, moment } from "/js/units.js";

const ranges = { "15m": [900, 1], "1h": [3600, 10], "6h": [21_600, 30], "24h": [86_400, 120], "7d": [604_800, 900], "30d": [2_592_000, 3600] };
const usual = "15m";
const settling = [13_000, 30_000]; // what was live a moment before the page came is stored by then
const now = () => Math.floor(Date.now() / 1000);

const line = (name, label, color, more) => ({ name, label, color, ...more });
const limit = (name, per) => ({ name, label: "limit", limit: per });

/** What each chart shows. A limit is each running instance's, times their number. */
const charts = (limits) => ({
  cpu: { unit: "cores", lines: [line("cpu", "used", 1), limit("cpuLimit", limits.cpus)] },
  memory: { unit: "bytes", lines: [line("memory", "used", 5), limit("memoryLimit", limits.memoryMb * 1048576)] },
  requests: { unit: "requests/s", lines: [line("requests", "all", 1), line("errors", "errors", 6)] },
  latency: { unit: "ms", lines: [line("latencyP50", "p50", 3), line("latencyP95", "p95", 1, { dash: [8, 3] }), line("latencyP99", "p99", 4, { dash: [3, 3] })] },
  inFlight: { unit: "requests", lines: [line("inFlight", "under way", 1)] },
  network: {
    unit: "bytes/s",
    lines: [line("bytesIn", "visitors in", 1), line("bytesOut", "visitors out", 2), line("networkIn", "app in", 3, { dash: [6, 3] }), line("networkOut", "app out", 4, { dash: [6, 3] })],
  },
  disk: { unit: "bytes", lines: [line("disk", "used", 2), limit("diskLimit", limits.diskMb * 1048576)] },
  pids: { unit: "processes", whole: true, lines: [line("pids", "running", 4), limit("pidsLimit", limits.pids)] },
  instances: { unit: "instances", whole: true, lines: [line("instances", "running", 2, { stepped: true })] },
});

class MetricsView {
  constructor(root, id, limits) {
    Object.assign(this, { root, id });
    this.part = (name) => root.querySelector(`[data-part=${name}]`);
    this.marks = [];
    this.points = new Map(); // unixSeconds -> { name: value }
    this.leave = new AbortController();
    this.ends = [];
    this.timers = [];
    this.sought = 0;
    const on = { cursor: (index) => this.point(index), zoom: (from, to) => this.choose({ from, to }), reset: () => this.choose({ range: usual }) };
    this.charts = Object.entries(charts(limits)).map(([name, of]) => {
      const box = root.querySelector(`[data-chart=${name}]`);
      return { of, box, values: box.querySelector("[data-part=values]"), chart: new Chart(box.querySelector("[data-part=plot]"), of, `metrics-${id}`, on, () => this.marks) };
    });
  }

  async start() {
    this.listen();
    this.ends.push(watchStatus((status) => this.showStatus(status)));
    void this.loadMarks();
    this.choose(this.linked(), false);
    const end = await watchSamples(this.id, (sample) => this.add(sample));
    if (this.leave.signal.aborted) end();
    else this.ends.push(end);
  }

  stop() {
    this.leave.abort();
    this.timers.forEach(clearTimeout);
    this.theme.disconnect();
    this.ends.forEach((end) => end());
    this.charts.forEach(({ chart }) => chart.stop());
  }

  listen() {
    const signal = this.leave.signal;
    this.part("ranges").addEventListener("click", ({ target }) => target.dataset.range && this.choose({ range: target.dataset.range }), { signal });
    this.part("reset").addEventListener("click", () => this.choose({ range: usual }), { signal });
    this.part("instance").addEventListener("change", () => this.choose(this.chosen), { signal });
    document.addEventListener("visibilitychange", () => !document.hidden && this.choose(this.chosen, false), { signal });
    this.theme = new MutationObserver(() => {
      this.charts.forEach(({ chart }) => chart.build());
      this.draw();
    });
    this.theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  /** What the page's address asks for: ?range=6h, or ?from=…&to=… as times or Unix seconds. */
  linked() {
    const query = new URLSearchParams(location.search);
    const seconds = (text) => (/^\d+$/.test(text) ? Number(text) : Math.floor(Date.parse(text) / 1000));
    const [from, to] = [seconds(query.get("from") ?? ""), seconds(query.get("to") ?? "")];
    if (from < to) return { from, to };
    return { range: ranges[query.get("range")] ? query.get("range") : usual };
  }

  choose(chosen, link = true) {
    if (!chosen.range) chosen = { from: Math.floor(chosen.from), to: Math.ceil(Math.max(chosen.to, chosen.from + 10)) };
    this.chosen = chosen;
    this.points.clear();
    this.timers.forEach(clearTimeout);
    this.part("reset").hidden = Boolean(chosen.range);
    for (const button of this.part("ranges").children) button.setAttribute("aria-pressed", String(button.dataset.range === chosen.range));
    if (link) history.replaceState(history.state, "", `${location.pathname}?${new URLSearchParams(chosen)}`);
    void this.load();
    if (!chosen.range) return;
    const step = ranges[chosen.range][1];
    if (this.live) this.timers = settling.map((wait) => setTimeout(() => this.load(now() - 90), wait));
    else this.timers = [setInterval(() => document.hidden || this.load(now() - 4 * step), Math.max(10, step) * 1000)];
  }

  /** Second by second, as it is told: only of all instances together. */
  get live() {
    return this.chosen.range === "15m" && !this.part("instance").value;
  }

  span() {
    if (!this.chosen.range) return [this.chosen.from, this.chosen.to];
    return [now() - ranges[this.chosen.range][0], now()];
  }

  /** All that is shown, or what came after `since`. */
  async load(since) {
    const sought = ++this.sought;
    const [from, to] = this.span();
    const query = new URLSearchParams({ from: Math.max(from, since ?? 0), to });
    if (this.chosen.range) query.set("step", ranges[this.chosen.range][1]);
    if (this.part("instance").value) query.set("instance", this.part("instance").value);
    if (!since) this.say("loading", "loading");
    try {
      const response = await fetch(`/api/deployments/${this.id}/metrics?${query}`, { signal: this.leave.signal, headers: { accept: "application/json" } });
      if (response.status === 401) location.reload(); // the session ended: the server leads to the sign-in page
      if (!response.ok) throw new Error(String(response.status));
      const answer = await response.json();
      if (sought === this.sought) this.take(answer);
      this.part("fault").hidden = true;
    } catch {
      if (this.leave.signal.aborted || sought !== this.sought) return;
      this.part("fault").hidden = false;
      this.part("fault").textContent = "The metrics can't be loaded at the moment. The page tries again by itself.";
      this.timers.push(setTimeout(() => this.load(since), 3000));
    }
  }

  take(answer) {
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
    if (!this.live || this.step !== 1) return;
    this.points.set(Math.floor(Date.parse(time) / 1000), values);
    if (!document.hidden) this.draw();
  }

  draw() {
    const [from, to] = this.span();
    for (const time of this.points.keys()) if (time < from - this.step) this.points.delete(time);
    const last = Math.max(...this.points.keys());
    const times = [...this.points.keys()].sort((a, b) => a - b).filter((time) => time <= to);
    // A second that nobody told of is a gap, and not a line to the next.
    const whole = this.step === 1 && times.length ? Array.from({ length: last - times[0] + 1 }, (_, index) => times[0] + index) : times;
    const rows = whole.map((time) => this.points.get(time) ?? {});
    const seen = rows.some((row) => row.memory != null || row.cpu != null || row.requests != null);
    this.part("empty").hidden = seen || this.points.size === 0;
    this.part("charts").hidden = !seen && this.points.size > 0;
    if (!seen) return;
    const one = Boolean(this.part("instance").value);
    for (const each of this.charts) {
      each.data = [whole, ...each.of.lines.map((of) => rows.map((row) => valueOf(row, of, one)))];
      each.box.hidden = one && each.of.lines.every((of) => !of.limit && rows.every((row) => !(of.name in row)));
      each.chart.show(each.data, from, to);
    }
    this.point(null);
  }

  /** The values under the cursor; without one, the latest. */
  point(index) {
    if (!this.charts[0].data) return;
    const times = this.charts[0].data[0];
    this.part("at").textContent = index == null ? "" : moment(times[index]);
    for (const { of, data, values } of this.charts) {
      const said = of.lines.map((each, number) => {
        const item = document.createElement("span");
        const mark = document.createElement("i");
        mark.style.background = each.limit ? "var(--bad)" : `var(--series-${each.color})`;
        item.append(mark, `${each.label} ${humane(index == null ? latest(data[number + 1]) : data[number + 1][index], of.unit)}`);
        return item;
      });
      values.replaceChildren(...said);
    }
  }

  async loadMarks() {
    try {
      const response = await fetch(`/api/deployments/${this.id}/releases?limit=200`, { signal: this.leave.signal, headers: { accept: "application/json" } });
      if (!response.ok) return;
      this.marks = (await response.json()).items.map((release) => ({ time: Date.parse(release.createdAt) / 1000, number: release.number }));
      if (this.points.size) this.draw();
    } catch {
      // Charts without them are still charts.
    }
  }

  showStatus(status) {
    this.status = status;
    if (status !== "live") this.say(status, status);
    else if (this.chosen && !this.chosen.range) this.say("still", "a selection");
    else this.say("live", this.live ? "live" : "updates by itself");
  }

  say(status, text) {
    this.part("status").dataset.status = status;
    this.part("status").textContent = text;
  }
}

const valueOf = (row, of, one) => {
  if (!of.limit) return row[of.name] ?? null;
  const instances = one ? 1 : row.instances;
  return instances ? instances * of.limit : null;
};

/** Of the last seconds: what is older is not now. */
const latest = (column) => column.slice(-15).findLast((value) => value != null) ?? null;

export function start(root, id, limits) {
  const view = new MetricsView(root, id, limits);
  void view.start();
  return view;
}
