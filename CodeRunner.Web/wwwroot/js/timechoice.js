// Which time the charts of a page show, as its address says: a range that ends now (?range=6h), or a time that is looked at closer (?from=…&to=…). Each closer look is a step of the browser's
// history, so that its own "back" leaves it; with the step is kept how many there were since a range was shown, and which.
import { spanOf } from "/js/units.js";

const least = 10; // seconds
const longest = 90 * 86_400; // seconds that the API answers for at once
const now = () => Math.floor(Date.now() / 1000);

function bounded(from, to) {
  to = Math.min(Math.ceil(to), now());
  return { from: Math.max(Math.min(Math.floor(from), to - least), to - longest), to };
}

export class TimeChoice {
  /** `box`: of TimeRange.razor; `ranges`: { name: seconds }; `changed()`: something else is to be shown now. */
  constructor(box, ranges, usual, changed) {
    Object.assign(this, { box, ranges, usual, changed, path: location.pathname });
    this.part = (name) => box.querySelector(`[data-part=${name}]`);
    this.leave = new AbortController();
    const on = (target, event, handler) => target.addEventListener(event, handler, { signal: this.leave.signal });
    on(box, "click", ({ target }) => this.click(target.closest("button")?.dataset ?? {}));
    on(globalThis, "popstate", () => location.pathname === this.path && this.show(this.linked()));
    on(document, "keydown", (event) => this.key(event));
  }

  start() {
    this.show(this.linked());
  }

  stop() {
    this.leave.abort();
  }

  get closer() {
    return !this.chosen.range;
  }

  /** From when to when, in Unix seconds. */
  get span() {
    return this.closer ? [this.chosen.from, this.chosen.to] : [now() - this.ranges[this.chosen.range], now()];
  }

  zoom(from, to) {
    const chosen = bounded(from, to);
    if (chosen.from === this.chosen.from && chosen.to === this.chosen.to) return;
    const { closer = 0, range = null } = this.closer ? (history.state ?? {}) : { range: this.chosen.range };
    this.enter(chosen, { closer: closer + 1, range }, true);
  }

  /** One step out of a closer look; false where there is none. */
  undo() {
    if (!this.closer) return false;
    if (history.state?.closer) history.back();
    else this.live();
    return true;
  }

  /** To the range that was shown before all closer looks. An address that was opened with one has none before it. */
  reset() {
    if (history.state?.range) history.go(-history.state.closer);
    else this.live();
  }

  live() {
    this.choose(this.usual);
  }

  choose(range) {
    this.enter({ range }, { closer: 0, range: null }, this.closer);
  }

  linked() {
    const query = new URLSearchParams(location.search);
    const seconds = (text) => (/^\d+$/.test(text) ? Number(text) : Math.floor(Date.parse(text) / 1000));
    const [from, to] = [seconds(query.get("from") ?? ""), seconds(query.get("to") ?? "")];
    if (from < to) return { from: Math.max(from, to - longest), to };
    return { range: Object.hasOwn(this.ranges, query.get("range")) ? query.get("range") : this.usual };
  }

  enter(chosen, step, further) {
    const write = further ? "pushState" : "replaceState";
    history[write]({ ...history.state, ...step }, "", `${this.path}?${new URLSearchParams(chosen)}`);
    this.show(chosen);
  }

  show(chosen) {
    this.chosen = chosen;
    const held = this.part("closer").contains(document.activeElement);
    this.part("closer").hidden = !this.closer;
    this.box.querySelector("[data-leave=undo]").hidden = !(history.state?.closer > 1);
    for (const button of this.part("ranges").children) button.setAttribute("aria-pressed", String(button.dataset.range === chosen.range));
    this.part("span").textContent = this.closer ? spanOf(chosen.from, chosen.to) : "";
    if (held && document.activeElement?.checkVisibility() !== true) this.box.querySelector(this.closer ? "[data-leave=reset]" : "[aria-pressed=true]").focus();
    this.changed();
  }

  click({ range, leave }) {
    if (range) this.choose(range);
    else if (leave) this[leave]();
  }

  /** Wherever the focus is, but not while a person writes or a dialog is open. */
  key(event) {
    if (event.key !== "Escape" || event.defaultPrevented || !this.closer || event.target.closest?.("input, textarea, select, [role=dialog]") || document.querySelector("[role=dialog]")) return;
    event.preventDefault();
    this.undo();
  }
}
