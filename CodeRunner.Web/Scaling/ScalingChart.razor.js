import { loadMarks } from "/js/chartmarks.js";
import { Chart } from "/js/charts.js";
import { Loader, askApi } from "/js/loader.js";
import { latest } from "/js/metriccharts.js";
import { t } from "/js/texts.js";
import { TimeChoice } from "/js/timechoice.js";
import { humane, moment, timeOf } from "/js/units.js";

const ranges = { "1h": [3600, 10], "24h": [86_400, 120], "7d": [604_800, 900] }; // seconds: in all, and from one point to the next
const lengths = Object.fromEntries(Object.entries(ranges).map(([name, [length]]) => [name, length]));
const reading = 150; // milliseconds at one place until it is read aloud
const again = 15_000; // milliseconds until what is shown is asked for anew
const shown = {
  requests: { unit: "requests/s", lines: [{ name: "requests", label: t("answered"), color: 1 }] },
  instances: { unit: "instances", whole: true, lines: [{ name: "instances", label: t("running"), color: 2, stepped: true }] },
};

class ScalingChart {
  constructor(root, id) {
    Object.assign(this, { root, id, times: [], marks: [], index: null });
    this.part = (name) => root.querySelector(`[data-part=${name}]`);
    this.leave = new AbortController();
    this.loader = new Loader({
      ask: (_, signal) => this.ask(signal),
      took: (answer) => this.take(answer),
      failed: (error, wait) => this.fault(wait === null ? t("The load is not shown: {0}", error.message) : t("The load can't be loaded at the moment. The page tries again by itself.")),
      next: () => (this.time.closer ? null : again),
    });
    this.time = new TimeChoice(this.part("times"), lengths, "1h", () => this.chosen());
    const on = { cursor: (index) => this.point(index), zoom: (from, to) => this.time.zoom(from, to), back: () => this.time.undo(), read: () => this.read() };
    this.charts = Object.entries(shown).map(([name, of]) => {
      const box = root.querySelector(`[data-chart=${name}]`);
      return { of, values: box.querySelector("[data-part=values]"), chart: new Chart(box.querySelector("[data-part=plot]"), of, `scaling-${id}`, on, () => this.marks) };
    });
  }

  start() {
    const signal = this.leave.signal;
    document.addEventListener("visibilitychange", () => document.hidden || this.loader.begin(), { signal });
    this.theme = new MutationObserver(() => {
      this.charts.forEach(({ chart }) => chart.build());
      this.draw();
    });
    this.theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.time.start();
  }

  stop() {
    this.leave.abort();
    this.time.stop();
    this.loader.end();
    clearTimeout(this.reads);
    this.theme.disconnect();
    this.charts.forEach(({ chart }) => chart.stop());
  }

  chosen() {
    this.span = this.time.span;
    this.draw();
    this.loader.begin();
  }

  async ask(signal) {
    const [from, to] = this.time.span;
    const step = ranges[this.time.chosen.range]?.[1];
    const [metrics, marks] = await Promise.all([askApi(`/api/deployments/${this.id}/metrics?from=${from}&to=${to}${step ? `&step=${step}` : ""}`, signal), loadMarks(this.id, [from, to], signal)]);
    return { metrics, marks, from, to };
  }

  take({ metrics, marks, from, to }) {
    this.fault("");
    const columns = new Map(metrics.series.map(({ name, points }) => [name, points]));
    this.times = (columns.get("requests") ?? []).map(([time]) => time);
    this.columns = Object.fromEntries(Object.keys(shown).map((name) => [name, (columns.get(name) ?? []).map(([, value]) => value)]));
    Object.assign(this, { marks, step: metrics.step });
    this.span = [from, to];
    this.draw();
  }

  draw() {
    if (!this.columns) return;
    const seen = Object.values(this.columns).some((column) => column.some((value) => value != null));
    this.part("empty").hidden = seen;
    this.part("charts").hidden = this.part("why").hidden = !seen;
    if (!seen) return;
    for (const { of, chart } of this.charts) chart.show([this.times, ...of.lines.map(({ name }) => this.columns[name])], ...this.span);
    for (const { chart } of this.charts) chart.keys.hold();
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
    const change = this.marks.findLast((each) => each.kind === "scale" && each.time <= (time === undefined ? this.span[1] : time + this.step));
    const words = change ? `${timeOf(change.time)}: ${change.words}` : t("No change of the number of instances in this time before.");
    const text = time === undefined ? (change ? t("Last change, {0}", words) : t("The number of instances did not change in this time.")) : `${moment(time)} · ${words}`;
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
