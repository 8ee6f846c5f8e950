// What every page has, also those without a circuit.
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-toggle]")) return;
  const root = document.documentElement;
  const theme = root.dataset.theme === "light" ? "dark" : "light";
  root.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
});

// A dialog's first field takes the focus, but not from a person who is in another one already.
globalThis.focusUnlessBusy = (element) => {
  const active = document.activeElement;
  const busy = active?.matches("input, textarea, select") && active.closest("[role=dialog]")?.contains(element);
  if (!busy) element.focus();
};
