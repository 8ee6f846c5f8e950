// What every page has, also those without a circuit.
globalThis.switchTheme = () => {
  const root = document.documentElement;
  const theme = root.dataset.theme === "light" ? "dark" : "light";
  root.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
};
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-theme-toggle]")) switchTheme();
});

// Blazor takes the title away while a page comes alive, and a tab without one shows its address: the last title stays until there is another.
const held = document.createElement("title");
const holdTitle = () => {
  const titles = [...document.head.querySelectorAll("title")];
  const shown = titles.find((title) => title !== held);
  if (shown) held.textContent = shown.textContent;
  if (shown && held.isConnected) held.remove();
  if (!shown && !held.isConnected) document.head.append(held);
};
new MutationObserver(holdTitle).observe(document.head, { childList: true, characterData: true, subtree: true });
holdTitle();

// Ctrl-K or ⌘K opens the palette, but not over another dialog; browsers search the web with it.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
  const button = document.querySelector(".palette-open");
  if (!button) return;
  event.preventDefault();
  if (document.querySelector("[role=dialog]")) return;
  button.focus(); // what closes a dialog gives the focus back to who had it
  button.click();
});

// Up and down choose in the list under a combobox, and leave its caret where it is.
document.addEventListener("keydown", (event) => {
  if (/^Arrow(Up|Down)$/.test(event.key) && event.target.matches?.("input[role=combobox]")) event.preventDefault();
});

// The option of a list that is chosen by keys stays in sight.
globalThis.showOption = (id) => requestAnimationFrame(() => document.getElementById(id)?.scrollIntoView({ block: "nearest" }));

// The open tab of a row that is wider than its page is in sight: when it is drawn, and when it becomes the open one. The page itself does not scroll.
const showTab = (tab) => {
  const row = tab.parentElement;
  row.scrollLeft = Math.min(tab.offsetLeft, Math.max(row.scrollLeft, tab.offsetLeft + tab.offsetWidth - row.clientWidth));
};
document.querySelectorAll(".tabs .on").forEach(showTab);
document.addEventListener("animationstart", ({ animationName, target }) => {
  if (animationName === "tab-opens") showTab(target);
});

// A dialog's focus trap takes the focus for itself when the server gets to it, also from who has begun to type: the field keeps it, at once, so that no letter goes elsewhere. Only a script
// goes to an element with tabindex=-1 without a pointer.
const fields = "input, textarea, select";
let pointing = false;
addEventListener("pointerdown", () => {
  pointing = true;
  setTimeout(() => { pointing = false; });
}, true);
addEventListener("focusin", ({ target, relatedTarget }) => {
  const dialog = target.closest?.("[role=dialog]");
  if (!pointing && dialog && target.matches("[tabindex='-1']") && !target.matches(fields) && relatedTarget?.matches(fields) && dialog.contains(relatedTarget)) relatedTarget.focus();
}, true);

// A dialog's first field takes the focus, but not from a person who is in another one already. The dialog's focus trap may take it for itself a moment later, also from who is typing,
// and tells nobody: it is given back to the field that had it, until a person leaves that by a key or a pointer.
globalThis.focusUnlessBusy = (element) => {
  const dialog = element.closest("[role=dialog]");
  const isField = (other) => other?.matches(fields) && dialog?.contains(other);
  if (!isField(document.activeElement)) element.focus();
  if (!dialog) return;
  const until = new AbortController();
  const on = (target, event, handler) => target.addEventListener(event, handler, { capture: true, signal: until.signal });
  on(document, "keydown", ({ key }) => /^(Tab|Escape|Enter)$/.test(key) && until.abort());
  on(document, "pointerdown", ({ target }) => isField(target.closest?.("label")?.control ?? target) || until.abort());
  on(dialog, "focusout", ({ target, relatedTarget }) => {
    if (isField(relatedTarget)) return;
    if (!isField(target) || relatedTarget?.matches("button, a") || (relatedTarget && relatedTarget.closest("[role=dialog]") !== dialog)) until.abort();
    else setTimeout(() => { if (!until.signal.aborted && document.hasFocus()) target.focus(); });
  });
};

// A secret in the address' fragment goes into its field, and out of the address and the history.
const takeFragment = () => {
  const field = document.querySelector("input[data-from-fragment]");
  if (!field || location.hash.length < 2) return;
  field.value = location.hash.slice(1);
  history.replaceState(history.state, "", location.pathname + location.search);
};
takeFragment();
addEventListener("hashchange", takeFragment);
