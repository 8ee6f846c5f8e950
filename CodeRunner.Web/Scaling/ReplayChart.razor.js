import { Chart } from "/js/charts.js";
import { t } from "/js/texts.js";
import { humane, moment } from "/js/units.js";

const reading = 150; // milliseconds at one place until it is read aloud
const shown = {
  instances: {
    unit: "instances",
    whole: true,
    height: 120,
    lines: [
      { name: "current", label: t("now"), color: 4, stepped: true, dash: [4, 4] },
      { name: "proposed", label: t("with this"), color: 2, stepped: true },
    ],
  },
  requests: { unit: "requests/s", height: 96, lines: [{ name: "requests", label: t("came"), color: 1 }] },
};

class ReplayChart {
  constructor(root) {
    Object.assign(this, { root, points: [], index: null });
    const key = `replay-${Math.random()}`;
    const on = { cursor: (index) => this.point(index), zoom: () => {}, back: () => false, read: () => this.read() };
    this.charts = Object.entries(shown).map(([name, of]) => {
      const box = root.querySelector(`[data-chart=${name}]`);
      return { of, values: box.querySelector("[data-part=values]"), chart: new Chart(box.querySelector("[data-part=plot]"), of, key, on, () => []) };
    });
  }

  show(points) {
    this.points = points;
    const times = points.map(({ time }) => time);
    for (const { of, chart } of this.charts) chart.show([times, ...of.lines.map(({ name }) => points.map((point) => point[name]))], times[0], times.at(-1));
    this.say();
  }

  point(index) {
    this.index = index;
    this.say();
  }

  /** What is under the cursor; without one, only which line is which. */
  say() {
    const point = this.points[this.index];
    for (const { of, values } of this.charts) {
      const texts = of.lines.map(({ name, label, dash }) => `${dash ? "┄" : "─"} ${label}${point ? ` ${humane(point[name], of.unit)}` : ""}`);
      values.textContent = of.lines.length > 1 || point ? texts.join("  ") : "";
    }
  }

  read() {
    clearTimeout(this.reads);
    this.reads = setTimeout(() => {
      const point = this.points[this.index];
      if (point) this.root.querySelector("[data-part=said]").textContent = t("{0}: {1}, instances now {2}, with this {3}.", moment(point.time), humane(point.requests, "requests/s"), point.current, point.proposed);
    }, reading);
  }

  stop() {
    clearTimeout(this.reads);
    this.charts.forEach(({ chart }) => chart.stop());
  }
}

export const start = (root) => new ReplayChart(root);
