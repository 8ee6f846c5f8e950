// What scripts say, in the page's language: the English text is the key, and a page in another language carries the rest.
const texts = JSON.parse(document.getElementById("texts")?.textContent ?? "{}");

export const t = (english, ...values) => (texts[english] ?? english).replace(/\{(\d)\}/g, (place, at) => values[at] ?? place);
