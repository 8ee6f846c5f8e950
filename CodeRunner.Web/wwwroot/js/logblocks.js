// The rows of a log in blocks. A block that is whole is measured, and from then on only drawn while it is near what is seen: so a hundred thousand lines scroll like a few, and can still be found, selected
// and copied in the page. It is measured first, so that nothing moves when it is drawn later.
const most = 50; // rows in a block: about a screen and a half, which a frame has time for

/** The rows in new blocks, for a place that is not the end. */
export function blocksOf(rows) {
  const blocks = [];
  for (let at = 0; at < rows.length; at += most) {
    const block = document.createElement("div");
    block.className = "block";
    block.translate = false; // what an app wrote
    block.append(...rows.slice(at, at + most));
    blocks.push(block);
  }
  return blocks;
}

/** Puts the rows at the end: into the last block while there is room. */
export function addRows(lines, rows) {
  const last = lines.lastElementChild?.matches(".block:not(.far)") ? lines.lastElementChild : null;
  const room = last ? most - last.childElementCount : 0;
  if (room > 0) last.append(...rows.slice(0, room));
  lines.append(...blocksOf(rows.slice(Math.max(0, room))));
}

/** Measures the blocks that are whole, of all or of these. */
export function settle(lines, blocks = lines.querySelectorAll(".block:not(.far)")) {
  const whole = [...blocks].filter((block) => block !== lines.lastElementChild);
  const heights = whole.map((block) => block.offsetHeight);
  whole.forEach((block, index) => {
    block.style.containIntrinsicBlockSize = `auto ${heights[index]}px`;
    block.classList.add("far");
  });
}

/** Takes rows away from the beginning on until one that is kept; its block is as high as what is left of it. */
export function dropRows(lines, isKept) {
  const first = () => lines.querySelector(".block");
  for (let block = first(); block && !isKept(block.lastElementChild); block = first()) block.remove();
  for (let row = first()?.firstElementChild; row && !isKept(row); row = first().firstElementChild) {
    row.parentElement.classList.remove("far");
    row.remove();
  }
}
