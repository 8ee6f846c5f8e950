// Reading and selecting in a chart without a mouse: by keys while it has the focus, and by a finger.
const near = 8; // pixels that are no drag yet

const moves = {
  ArrowLeft: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  PageUp: (at, count) => at - Math.ceil(count / 10),
  PageDown: (at, count) => at + Math.ceil(count / 10),
  Home: () => 0,
  End: (_, count) => count - 1,
};

const scales = { "+": 0.5, "=": 0.5, "-": 2, _: 2 }; // how much of the time is shown then

export class ChartKeys {
  /** `chart`: { box, plot, data, on: { read(index, since), zoom(from, to), back() }, point(time, since) } */
  constructor(chart) {
    this.chart = chart;
    this.forget();
    this.leave = new AbortController();
    const on = (event, handler) => chart.box.addEventListener(event, handler, { signal: this.leave.signal });
    on("keydown", (event) => this.key(event) && event.preventDefault());
    on("blur", () => this.away());
    on("mousemove", () => this.follow());
    on("pointerdown", (event) => this.touch(event));
    on("pointermove", (event) => this.drag(event));
    on("pointerup", () => this.lift());
    on("pointercancel", () => this.finger !== null && this.away()); // the page is scrolled instead
  }

  stop() {
    this.leave.abort();
  }

  /** As times, not as places: what is shown may move on under them. */
  forget() {
    this.time = null; // where the cursor is
    this.since = null; // where a selection begins
    this.selecting = false; // without Shift
    this.finger = null; // where it came down
  }

  /** After something was drawn. */
  hold() {
    if (this.time === null) return;
    const { min, max } = this.chart.plot.scales.x;
    if (this.time < min || this.time > max) this.away();
    else this.chart.point(this.time, this.since);
  }

  /** True when the key was one of the chart's. */
  key({ key, shiftKey, ctrlKey, metaKey, altKey }) {
    if (ctrlKey || metaKey || altKey) return false;
    if (moves[key]) this.move(moves[key], shiftKey);
    else if (key === "Enter") this.enter();
    else if (scales[key]) this.scale(scales[key]);
    else if (key === "Escape") return this.escape();
    else return false;
    return true;
  }

  index() {
    return this.chart.data[0].findLastIndex((time) => time <= this.time);
  }

  move(to, shift) {
    const times = this.chart.data[0];
    if (times.length === 0) return;
    const at = this.time === null ? times.length : this.index();
    const index = Math.min(times.length - 1, Math.max(0, to(at, times.length)));
    if (shift) this.since ??= this.time ?? times[index];
    else if (!this.selecting) this.since = null;
    this.time = times[index];
    this.chart.point(this.time, this.since);
    this.chart.on.read(index, this.since);
  }

  /** Begins a selection, and then takes it. */
  enter() {
    if (this.time === null) return;
    if (this.since === null || this.since === this.time) {
      Object.assign(this, { since: this.time, selecting: true });
      this.chart.on.read(Math.max(0, this.index()), this.since);
    } else this.take();
  }

  /** Closer or further around the cursor, which stays where it is; without one, around the middle. */
  scale(by) {
    const { min, max } = this.chart.plot.scales.x;
    const time = this.time ?? (min + max) / 2;
    this.chart.on.zoom(time - (time - min) * by, time + (max - time) * by);
  }

  take() {
    const [from, to] = [this.since, this.time].sort((a, b) => a - b);
    this.away();
    this.chart.on.zoom(from, to);
  }

  /** Leaves the selection, then the cursor, then what was looked at closer. */
  escape() {
    if (this.time === null) return this.chart.on.back();
    if (this.since === null) this.away();
    else {
      Object.assign(this, { since: null, selecting: false });
      this.chart.point(this.time, null);
    }
    return true;
  }

  /** The mouse leads now. */
  follow() {
    if (this.time === null) return;
    if (this.since !== null) this.chart.point(this.time, null);
    this.forget();
  }

  away() {
    if (this.time === null) return;
    this.forget();
    this.chart.point(null, null);
  }

  touch(event) {
    if (event.pointerType === "mouse" || !event.isPrimary) return;
    this.forget();
    this.finger = this.place(event);
  }

  drag(event) {
    if (this.finger === null || !event.isPrimary) return;
    const { plot } = this.chart;
    const place = this.place(event);
    this.time = plot.posToVal(place, "x");
    this.since = Math.abs(place - this.finger) < near ? null : plot.posToVal(this.finger, "x");
    this.chart.point(this.time, this.since);
  }

  lift() {
    if (this.finger === null) return;
    if (this.since === null) this.forget(); // a tap: the browser makes a click of it, which moves the cursor
    else this.take();
  }

  place({ clientX }) {
    const { left, width } = this.chart.plot.over.getBoundingClientRect();
    return Math.min(width, Math.max(0, clientX - left));
  }
}
