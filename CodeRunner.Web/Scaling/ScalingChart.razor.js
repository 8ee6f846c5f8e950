import { Chart } from "/js/charts.js";
import { Loader, askApi } from "/js/loader.js";
import { latest } from "/js/metriccharts.js";
import { humane, moment, timeOf } from "/js/units.js";

const ranges = { "1h": [3600, 10], "24h": [86_400, 120], "7d": [604_800, 900] }; // seconds: in all, and from one point to the next
const reading = 150; // milliseconds at one place until it is read aloud
const again = 15_000; // milliseconds until what is shown is asked for anew
const shown = {
  requests: { unit: "requests/s", lines: [{ name: "requests", label: "answered", color: 1 }] },
  instances: { unit: "instances", whole: true, lines: [{ name: "instances", label: "running", color: 2, stepped: true }] },
};

class ScalingChart {
  constructor(root, id) {
    Object.assign(this, { root, id, times: [], changes: [], index: null });
    this.part = (name) => root.querySelector(`[data-part=${name}]`);
    this.leave = new AbortController();
    this.loader = new Loader({
      ask: (_, signal) => this.ask(signal),
      took: (answer) => this.take(answer),
      failed: (error, wait) => this.fault(wait === null ? `The load is not shown: ${error.message}` : "The load can't be loaded at the moment. The page tries again by itself."),
      next: () => again,
    });
    const on = { cursor: (index) => this.point(index), zoom: () => {}, back: () => false, read: () => this.read() };
    this.charts = Object.entries(shown).map(([name, of]) => {
      const box = root.querySelector(`[data-chart=${name}]`);
      const marks = () => this.changes.map(({ time, to }) => ({ time, text: String(to) }));
      return { of, values: box.querySelector("[data-part=values]"), chart: new Chart(box.querySelector("[data-part=plot]"), of, `scaling-${id}`, on, marks) };
    });
  }

  start() {
    const signal = this.leave.signal;
    this.part("ranges").addEventListener("click", ({ target }) => target.dataset.range && this.choose(target.dataset.range), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.loader.begin(), { signal });
    this.theme = new MutationObserver(() => {
      this.charts.forEach(({ chart }) => chart.build());
      this.draw();
    });
    this.theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.choose("1h");
  }

  stop() {
    this.leave.abort();
    this.loader.end();
    clearTimeout(this.reads);
    this.theme.disconnect();
    this.charts.forEach(({ chart }) => chart.stop());
  }

  choose(range) {
    this.range = range;
    for (const button of this.part("ranges").children) button.setAttribute("aria-pressed", String(button.dataset.range === range));
    this.loader.begin();
  }

  async ask(signal) {
    const [span, step] = ranges[this.range];
    const to = Math.ceil(Date.now() / 1000);
    const of = `/api/deployments/${this.id}`;
    const [metrics, decisions] = await Promise.all([
      askApi(`${of}/metrics?from=${to - span}&step=${step}`, signal),
      askApi(`${of}/scaling-decisions?changesOnly=true&limit=200&from=${new Date((to - span) * 1000).toISOString()}`, signal),
    ]);
    return { metrics, decisions, from: to - span, to };
  }

  take({ metrics, decisions, from, to }) {
    this.fault("");
    const columns = new Map(metrics.series.map(({ name, points }) => [name, points]));
    this.times = (columns.get("requests") ?? []).map(([time]) => time);
    this.columns = Object.fromEntries(Object.keys(shown).map((name) => [name, (columns.get(name) ?? []).map(([, value]) => value)]));
    this.changes = decisions.items.map(({ time, from: before, to: after, reason }) => ({ time: Date.parse(time) / 1000, from: before, to: after, reason })).reverse();
    this.span = [from, to];
    this.draw();
  }

  draw() {
    if (!this.span) return;
    const seen = Object.values(this.columns).some((column) => column.some((value) => value != null));
    this.part("empty").hidden = seen;
    this.part("charts").hidden = this.part("why").hidden = !seen;
    if (!seen) return;
    for (const { of, chart } of this.charts) chart.show([this.times, ...of.lines.map(({ name }) => this.columns[name])], ...this.span);
    this.say();
  }

  point(index) {
    if (index === this.index) return;
    this.index = index;
    if (this.columns) this.say();
  }

  /** The values under the cursor and the change that led to them; without a cursor, the latest. */
  say() {
    const time = this.times[this.index];
    for (const { of, values } of this.charts) {
      const [{ name, label }] = of.lines;
      values.textContent = `${label} ${humane(time === undefined ? latest(this.columns[name]) : this.columns[name][this.index], of.unit)}`;
    }
    const change = this.changes.findLast((each) => time === undefined || each.time <= time + ranges[this.range][1]);
    const words = change ? `${timeOf(change.time)}: ${change.from} → ${change.to}. ${change.reason}` : "No change of the number of instances in this time before.";
    const text = time === undefined ? (change ? `Last change, ${words}` : "The number of instances did not change in this time.") : `${moment(time)} · ${words}`;
    if (this.part("why").textContent !== text) this.part("why").textContent = text;
  }

  /** Aloud, for who moves the cursor by keys: once it stays somewhere. */
  read() {
    clearTimeout(this.reads);
    this.reads = setTimeout(() => (this.part("said").textContent = `${this.charts.map(({ values }) => values.textContent).join(", ")}. ${this.part("why").textContent}`), reading);
  }

  fault(text) {
    const fault = this.part("fault");
    fault.hidden = !text;
    fault.textContent = text;
  }
}

export function start(root, id) {
  const chart = new ScalingChart(root, id);
  chart.start();
  return chart;
}
