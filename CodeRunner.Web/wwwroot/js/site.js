// What every page has, also those without a circuit.
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-toggle]")) return;
  const root = document.documentElement;
  const theme = root.dataset.theme === "light" ? "dark" : "light";
  root.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
});

// A dialog's first field takes the focus, but not from a person who is in another one already. The dialog's focus trap may take it for itself a moment later and tells
// nobody: it is taken back until a person does something.
globalThis.focusUnlessBusy = (element) => {
  const dialog = element.closest("[role=dialog]");
  const isPersons = (other) => other?.matches("input, textarea, select, button, a") && dialog?.contains(other);
  if (document.activeElement?.matches("input, textarea, select") && isPersons(document.activeElement)) return;
  element.focus();
  const until = new AbortController();
  for (const act of ["keydown", "pointerdown"]) document.addEventListener(act, () => until.abort(), { capture: true, signal: until.signal });
  element.addEventListener("focusout", (event) => {
    if (isPersons(event.relatedTarget) || !element.isConnected) until.abort();
    else setTimeout(() => { if (!until.signal.aborted && document.hasFocus()) element.focus(); });
  }, { signal: until.signal });
};
