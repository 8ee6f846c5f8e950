// One chart of the metrics page: uPlot, in the theme's colours, with a cursor and a selection that all charts share.
import uPlot from "/lib/uplot.js";
import { ChartKeys } from "/js/chartkeys.js";
import { humane, onAxis, onTimeAxis } from "/js/units.js";

const height = 168;
let pressed = null; // the chart on which the mouse went down
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const faded = (paint) => `color-mix(in srgb, ${paint} 14%, transparent)`;

function loadStyle() {
  if (document.querySelector('link[href="/lib/uplot.css"]')) return;
  const link = document.createElement("link");
  Object.assign(link, { rel: "stylesheet", href: "/lib/uplot.css" });
  document.head.append(link);
}

const dashes = { release: [], scale: [2, 3] };

/** What happened, on the line of time: releases and changes of the number of instances as lines with a text each where there is room for it, starts of instances as triangles on the axis. */
function drawMarks(plot, marks) {
  const { ctx, bbox } = plot;
  const dot = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = color("--violet");
  ctx.fillStyle = color("--text-2");
  ctx.font = `${11 * dot}px ${color("--font-mono")}`;
  ctx.textAlign = "left"; // drawing the axes left it otherwise
  let free = -Infinity; // from where on there is room for a text
  for (const mark of marks) {
    if (mark.time < plot.scales.x.min || mark.time > plot.scales.x.max) continue;
    const x = Math.round(plot.valToPos(mark.time, "x", true));
    if (mark.kind === "start") drawStart(ctx, x, bbox.top + bbox.height, dot);
    else free = drawLine(plot, mark, x, free);
  }
  ctx.restore();
}

function drawLine({ ctx, bbox }, { kind, text }, x, free) {
  const dot = devicePixelRatio;
  ctx.setLineDash((dashes[kind] ?? [3, 3]).map((length) => length * dot));
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  const width = ctx.measureText(text).width;
  const right = x + 4 * dot;
  const left = right + width > bbox.left + bbox.width ? x - 4 * dot - width : right;
  if (left < free) return free;
  ctx.fillText(text, left, bbox.top + 11 * dot);
  return left + width + 6 * dot;
}

function drawStart(ctx, x, bottom, dot) {
  ctx.save();
  ctx.fillStyle = color("--ok");
  ctx.beginPath();
  ctx.moveTo(x, bottom - 7 * dot);
  ctx.lineTo(x + 4 * dot, bottom);
  ctx.lineTo(x - 4 * dot, bottom);
  ctx.fill();
  ctx.restore();
}

function seriesOf(line, unit, alone) {
  const paint = line.limit ? color("--bad") : color(`--series-${line.color}`);
  return {
    label: line.label,
    stroke: paint,
    width: line.limit ? 1 : 1.5,
    dash: line.limit ? [6, 4] : line.dash,
    fill: alone && !line.limit ? faded(paint) : undefined,
    paths: line.stepped || line.limit ? uPlot.paths.stepped({ align: 1 }) : undefined,
    points: { show: (plot, index, from, to) => to - from < 2, size: 4 },
    spanGaps: false,
    value: (_, value) => humane(value, unit),
  };
}

const ones = [1, 2, 5].flatMap((first) => [0, 1, 2, 3, 4, 5, 6].map((power) => first * 10 ** power)).sort((a, b) => a - b);
const twos = Array.from({ length: 50 }, (_, power) => 2 ** power);

/** Between two lines of the grid lies as much as people count in; undefined: what uPlot takes. */
const stepsOf = (unit, whole) => (unit.startsWith("bytes") ? twos : whole ? ones : undefined);

/** `steps`: what the places 0, 1, 2 … of a line that is not one of time are called. */
function axes(unit, whole, steps) {
  const look = { stroke: color("--text-3"), font: `11px ${color("--font-mono")}`, ticks: { show: false } };
  const grid = { stroke: color("--line"), width: 1 };
  return [
    steps
      ? { ...look, grid: { show: false }, size: 28, gap: 7, splits: () => steps().map((_, index) => index), values: (_, places) => places.map((place) => steps()[place]) }
      : { ...look, grid: { show: false }, space: 64, size: 44, gap: 7, values: (_, times, __, ___, step) => onTimeAxis(times, step) },
    { ...look, grid, size: 66, space: 36, incrs: stepsOf(unit, whole), values: (_, values) => values.map((value) => (value == null ? "" : onAxis(value, unit))) },
  ];
}

export class Chart {
  /**
   * `of`: { unit, lines, whole, height?, steps? }; `marks()` answers what to mark, oldest first: { time, text, kind? } of chartmarks.js. `on`: { cursor(index|null), read(index, since|null): by keys, zoom(from, to), back(): true when
   * there was something to go back from }.
   */
  constructor(box, of, key, on, marks) {
    loadStyle();
    Object.assign(this, { box, of, key, on, marks });
    this.data = [[], ...of.lines.map(() => [])];
    this.resize = new ResizeObserver(() => this.plot?.setSize({ width: Math.max(200, box.clientWidth), height: of.height ?? height }));
    this.resize.observe(box);
    this.keys = new ChartKeys(this);
    box.addEventListener("mousedown", () => (pressed = this));
    this.build();
  }

  build() {
    this.plot?.destroy();
    const { unit, lines, whole, steps } = this.of;
    const alone = lines.filter((line) => !line.limit).length === 1;
    this.plot = new uPlot(
      {
        width: Math.max(200, this.box.clientWidth),
        height: this.of.height ?? height,
        padding: [8, 18, 0, 0], // half a time at the right end
        legend: { show: false },
        cursor: {
          sync: { key: this.key },
          drag: { x: true, y: false, setScale: false },
          points: { size: 6 },
          bind: { dblclick: () => () => this.on.back() },
        },
        scales: { x: { time: !steps }, y: { range: (_, low, high) => [0, high > 0 ? high * 1.08 : 1] } },
        series: [{}, ...lines.map((line) => seriesOf(line, unit, alone))],
        axes: axes(unit, whole, steps),
        hooks: {
          draw: [(plot) => drawMarks(plot, this.marks())],
          setCursor: [(plot) => this.on.cursor(plot.cursor.left < 0 ? null : plot.cursor.idx)],
          setSelect: [(plot) => this.select(plot)],
        },
      },
      this.data,
      this.box,
    );
  }

  /** All charts hear of a selection; the one in which it was made tells. */
  select(plot) {
    const { left, width } = plot.select;
    if (width < 8) return;
    plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    if (pressed === this) this.on.zoom(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"));
  }

  show(data, from, to) {
    this.data = data;
    this.plot.batch(() => {
      this.plot.setData(data, false);
      this.plot.setScale("x", { min: from, max: to });
    });
  }

  /** The cursor of all charts at a time, and here what is selected since another; null: none. */
  point(time, since) {
    const { plot } = this;
    const place = time === null ? -10 : plot.valToPos(time, "x");
    const other = since === null ? place : plot.valToPos(since, "x");
    const left = Math.max(0, Math.min(place, other));
    plot.setCursor({ left: place, top: time === null ? -10 : 0 }, true, true);
    plot.setSelect({ left, width: Math.max(0, place, other) - left, top: 0, height: since === null ? 0 : plot.over.clientHeight }, false);
  }

  stop() {
    this.keys.stop();
    this.resize.disconnect();
    this.plot.destroy();
  }
}
