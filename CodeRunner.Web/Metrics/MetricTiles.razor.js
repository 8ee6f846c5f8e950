import { watchSamples } from "/js/live.js";
import { humane } from "/js/units.js";

const units = { cpu: "cores", memory: "bytes", requests: "requests/s", latencyP95: "ms" };
const span = 300; // seconds that a line shows
const now = () => Math.floor(Date.now() / 1000);

class MetricTiles {
  constructor(root, id) {
    Object.assign(this, { root, id });
    this.points = new Map(); // unixSeconds -> { name: value }
    this.leave = new AbortController();
  }

  async start() {
    const end = await watchSamples(this.id, ({ time, values }) => {
      this.points.set(Math.floor(Date.parse(time) / 1000), values);
      if (!document.hidden) this.draw();
    });
    this.leave.signal.addEventListener("abort", end);
    if (this.leave.signal.aborted) return end();
    try {
      const response = await fetch(`/api/deployments/${this.id}/metrics?from=${now() - span}&step=1`, { signal: this.leave.signal, headers: { accept: "application/json" } });
      if (response.ok) this.take(await response.json());
    } catch {
      // The live numbers come anyway.
    }
    // What nobody tells of any more is not now.
    this.fading = setInterval(() => this.draw(), 10_000);
    this.leave.signal.addEventListener("abort", () => clearInterval(this.fading));
  }

  stop() {
    this.leave.abort();
  }

  take({ series }) {
    for (const { name, points } of series.filter((each) => each.name in units))
      for (const [time, value] of points) {
        if (!this.points.has(time)) this.points.set(time, {});
        this.points.get(time)[name] ??= value;
      }
    this.draw();
  }

  draw() {
    const from = now() - span;
    for (const time of this.points.keys()) if (time < from) this.points.delete(time);
    const times = [...this.points.keys()].sort((a, b) => a - b);
    for (const tile of this.root.querySelectorAll("[data-metric]")) {
      const name = tile.dataset.metric;
      const values = times.map((time) => [time, this.points.get(time)[name]]).filter(([, value]) => value != null);
      const last = values.at(-1);
      tile.querySelector("[data-part=value]").textContent = humane(last && last[0] > now() - 15 ? last[1] : null, units[name]);
      tile.querySelector("[data-part=line]").setAttribute("d", pathOf(values, from));
    }
  }
}

/** In a box of 100 by 24; the line breaks where nothing was measured for a while. */
function pathOf(values, from) {
  const high = Math.max(...values.map(([, value]) => value), 1e-9) * 1.1;
  let before = -Infinity;
  let path = "";
  for (const [time, value] of values) {
    path += `${time - before > 15 ? "M" : "L"}${(((time - from) / span) * 100).toFixed(1)} ${(24 - (value / high) * 24).toFixed(1)}`;
    before = time;
  }
  return path;
}

export function start(root, id) {
  const tiles = new MetricTiles(root, id);
  void tiles.start();
  return tiles;
}
