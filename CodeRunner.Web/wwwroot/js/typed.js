// What a person typed outlives the circuit that it was typed for. What was typed while the connection was away is told to the page again when it is back. Where the server does
// not know the page any more, because it was restarted or the page slept for long, the page is loaded anew, and gets the open dialog and the text back. Secrets are not kept.
(() => {
  const store = "typed";
  const unnoticed = 30_000; // for so long a connection may be gone before the page is told
  const patience = 20_000;
  const leaving = 10_000; // for so long a page that is loading anew is not told to once more: it would begin again
  const longest = 3_600_000; // what somebody typed an hour ago is not what they want now
  const fieldsOf = "input:not([type=file]), textarea, select";
  const secrets = "[type=password], [autocomplete=one-time-code], [data-secret]";
  const openersOf = "button[aria-haspopup=dialog]:not(.palette-open)"; // only what says that it opens a dialog is pressed
  const connection = document.getElementById("components-reconnect-modal");
  const notice = document.getElementById("page-is-back");
  const typed = new Map(); // field -> { at, flips }: when, and how often a box was ticked while the connection was away; in the order of typing
  let away = Infinity;
  let leftAt = -Infinity;
  let opener = null;

  // What is secret by a box that is ticked is so before the server hears of it.
  const isSecret = (field) => field.matches(secrets) || document.getElementById(field.dataset.secretIf)?.checked;
  const isChoice = (field) => field.type === "checkbox" || field.type === "radio";
  const nameOf = (element) =>
    (element.id && !element.id.startsWith("mud") ? `#${element.id}` : (element.ariaLabel ?? (element.labels?.[0] ?? element).textContent)).trim();
  const placeOf = (element, kind) => {
    const name = nameOf(element);
    return { name, index: [...document.querySelectorAll(kind)].filter((each) => nameOf(each) === name).indexOf(element) };
  };
  const find = ({ name, index }, kind) => [...document.querySelectorAll(kind)].filter((each) => nameOf(each) === name)[index];

  document.addEventListener("input", ({ target, isTrusted }) => {
    if (!isTrusted || !target.matches?.(fieldsOf)) return;
    for (const field of typed.keys()) if (!field.isConnected) typed.delete(field);
    const flips = (typed.get(target)?.flips ?? 0) + (away < Infinity ? 1 : 0);
    typed.delete(target);
    typed.set(target, { at: Date.now(), flips });
  }, true);

  document.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element) || document.querySelector("[role=dialog]")) return;
    const button = target.closest(openersOf);
    opener = button && placeOf(button, openersOf);
  }, true);

  const tell = (field) => {
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
  };

  /** The page has heard what was told: the next field is not told before that, see TypedText.cs. */
  const heard = () => globalThis.DotNet?.invokeMethodAsync("CodeRunner.Web", "Heard").catch(() => {});

  /** The circuit is the same, but did not hear what happened without a connection. */
  async function tellAgain(since) {
    for (const [field, { at, flips }] of [...typed]) {
      if (!field.isConnected) continue;
      // A box that is told twice is ticked and not; all else may be.
      const unheard = field.type === "checkbox" ? flips % 2 === 1 : at > since && (field.type !== "radio" || field.checked);
      if (typed.has(field)) typed.get(field).flips = 0;
      if (!unheard) continue;
      tell(field);
      await heard();
    }
  }

  function loadAgain() {
    if (Date.now() - leftAt < leaving) return;
    leftAt = Date.now();
    const fields = [...typed.keys()].filter((field) => field.isConnected);
    const plain = fields.filter((field) => !isSecret(field));
    const kept = {
      page: location.pathname + location.search,
      person: notice.dataset.person,
      at: Date.now(),
      opener: fields.some((field) => field.closest("[role=dialog]")) ? opener : null,
      fields: plain.map((field) => ({ ...placeOf(field, fieldsOf), value: isChoice(field) ? field.checked : field.value })),
      secrets: fields.some((field) => !plain.includes(field) && field.value),
    };
    try {
      sessionStorage.setItem(store, JSON.stringify(kept));
    } finally {
      location.reload();
    }
  }

  async function appears(place, kind, until) {
    for (; Date.now() < until; await new Promise((done) => setTimeout(done, 50))) {
      const element = find(place, kind);
      if (element && !element.matches(":disabled")) return element;
    }
    return null;
  }

  async function put(field, value) {
    if (isChoice(field)) {
      if (field.checked !== value) field.click();
    } else if (field.value !== value) {
      field.value = value;
      tell(field);
    }
    typed.set(field, { at: Date.now(), flips: 0 });
    field.focus();
    await heard();
  }

  /** Where a sign-in came between, it waits for the page that it is of; but only for the same person, and not for long. */
  function take() {
    const kept = JSON.parse(sessionStorage.getItem(store));
    if (!kept) return null;
    const counts = kept.person === notice.dataset.person && Date.now() - kept.at < longest;
    if (counts && kept.page !== location.pathname + location.search) return null;
    sessionStorage.removeItem(store);
    return counts && (kept.fields.length || kept.secrets) ? kept : null;
  }

  async function bringBack() {
    const kept = take();
    if (!kept) return;
    const until = Date.now() + patience;
    if (kept.opener) (await appears(kept.opener, openersOf, until))?.click();
    const lost = [];
    for (const { value, ...place } of kept.fields) {
      const field = await appears(place, fieldsOf, until);
      if (field) await put(field, value);
      else if (typeof value === "string" && value) lost.push(value);
    }
    notice.classList.add("is-back");
    notice.classList.toggle("lacks-secrets", kept.secrets);
    notice.classList.toggle("lacks-text", lost.length > 0);
    notice.querySelector("[data-copy]").onclick = () => copyText(lost.join("\n"));
    document.addEventListener("pointerdown", ({ target }) => notice.contains(target) || notice.classList.remove("is-back"));
  }

  /** Blazor gave up; the page does not. */
  async function tryOn() {
    try {
      if (!(await Blazor.reconnect())) loadAgain();
    } catch {
      setTimeout(tryOn, 5_000);
    }
  }

  connection.addEventListener("components-reconnect-state-changed", ({ detail: { state } }) => {
    if (state === "show") away = Date.now();
    if (state === "failed") void tryOn();
    if (state === "rejected") loadAgain();
    if (state !== "hide") return;
    void tellAgain(away - unnoticed);
    away = Infinity;
  });
  connection.querySelector("a").addEventListener("click", (event) => {
    event.preventDefault();
    loadAgain();
  });
  globalThis.loadAgain = loadAgain; // for whoever else has to load the page anew
  void bringBack();
})();
