// Puts text on the clipboard; throws where the browser lets no page do so. Over plain http, as at home or in a lab, there is only the way that is older than the Clipboard API: the browser copies
// what is selected, right after a click, and whoever hears of it says what that is.
globalThis.copyText = async (text) => {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const selection = getSelection();
  const selected = selection.rangeCount ? selection.getRangeAt(0) : null;
  const something = document.body.appendChild(document.createElement("span"));
  something.textContent = "·";
  selection.selectAllChildren(something);
  const give = (event) => {
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  addEventListener("copy", give, { capture: true });
  try {
    if (!document.execCommand("copy")) throw new Error("The browser does not let this page copy.");
  } finally {
    removeEventListener("copy", give, { capture: true });
    selection.removeAllRanges();
    if (selected) selection.addRange(selected);
    something.remove();
  }
};
