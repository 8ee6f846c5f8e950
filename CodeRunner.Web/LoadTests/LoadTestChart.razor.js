import { Chart } from "/js/charts.js";
import { t } from "/js/texts.js";
import { humane } from "/js/units.js";

const reading = 150; // milliseconds at one place until it is read aloud
const room = 0.25; // of a step, beside the first and the last
const shown = {
  throughput: { unit: "requests/s", lines: [{ name: "throughput", label: t("answered"), color: 1 }] },
  latency: {
    unit: "ms",
    lines: [
      { name: "p50", label: "p50", color: 2, dash: [4, 4] },
      { name: "p95", label: "p95", color: 4 },
    ],
  },
};

class LoadTestChart {
  constructor(root) {
    Object.assign(this, { root, steps: [], knee: null, index: null });
    const key = `load-${Math.random()}`;
    const on = { cursor: (index) => this.point(index), zoom: () => {}, back: () => false, read: () => this.read() };
    const marks = () => (this.knee < 0 ? [] : [{ time: this.knee, text: t("knee") }]);
    this.charts = Object.entries(shown).map(([name, what]) => {
      const box = root.querySelector(`[data-chart=${name}]`);
      const of = { ...what, height: 160, steps: () => this.steps.map(({ concurrency }) => concurrency) };
      return { of, values: box.querySelector("[data-part=values]"), chart: new Chart(box.querySelector("[data-part=plot]"), of, key, on, marks) };
    });
    this.theme = new MutationObserver(() => {
      this.charts.forEach(({ chart }) => chart.build());
      this.draw();
    });
    this.theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  show(steps, knee) {
    this.steps = steps;
    this.knee = steps.findIndex(({ concurrency }) => concurrency === knee);
    this.draw();
  }

  draw() {
    const { steps } = this;
    const places = steps.map((_, index) => index);
    for (const { of, chart } of this.charts) chart.show([places, ...of.lines.map(({ name }) => steps.map((step) => step[name]))], -room, steps.length - 1 + room);
    this.say();
  }

  point(index) {
    this.index = index;
    this.say();
  }

  /** What is under the cursor; without one, only which line is which. */
  say() {
    const step = this.steps[this.index];
    for (const { of, values } of this.charts) {
      const texts = of.lines.map(({ name, label, dash }) => `${dash ? "┄" : "─"} ${label}${step ? ` ${humane(step[name], of.unit)}` : ""}`);
      values.textContent = texts.join("  ") + (step ? `  ${t("with {0} at once", step.concurrency)}` : "");
    }
  }

  read() {
    clearTimeout(this.reads);
    this.reads = setTimeout(() => {
      const step = this.steps[this.index];
      if (step) this.root.querySelector("[data-part=said]").textContent = t("With {0} at once: {1}, p95 {2}.", step.concurrency, humane(step.throughput, "requests/s"), humane(step.p95, "ms"));
    }, reading);
  }

  stop() {
    clearTimeout(this.reads);
    this.theme.disconnect();
    this.charts.forEach(({ chart }) => chart.stop());
  }
}

export const start = (root) => new LoadTestChart(root);
