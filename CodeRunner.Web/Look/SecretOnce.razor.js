import { t } from "/js/texts.js";

/** The button copies the text; where the browser allows no clipboard, it selects it. */
export function start(text, button) {
  const says = button.querySelector("span");
  const copy = async () => {
    try {
      await copyText(text.textContent);
      says.textContent = t("Copied");
    } catch {
      getSelection().selectAllChildren(text);
      says.textContent = t("Selected");
    }
  };
  button.addEventListener("click", copy);
  return { stop: () => button.removeEventListener("click", copy) };
}
