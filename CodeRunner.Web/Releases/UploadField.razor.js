// The archive goes from the browser to the API; only its name goes through the circuit.
import { t } from "/js/texts.js";

const sizes = ["B", "KiB", "MiB", "GiB"];

function size(bytes) {
  let unit = 0;
  while (bytes >= 1024 && unit < sizes.length - 1) {
    bytes /= 1024;
    unit++;
  }
  return `${unit ? bytes.toFixed(1) : bytes} ${sizes[unit]}`;
}

export function start(root, component) {
  const input = root.querySelector("input");
  const name = root.querySelector("[data-name]");
  const progress = root.querySelector("[data-progress]");
  const bar = progress.querySelector("progress");
  const text = progress.querySelector("[data-progress-text]");
  const leave = new AbortController();
  const on = (target, event, handler) => target.addEventListener(event, handler, { signal: leave.signal });
  let file = null;
  let request = null;

  function choose(next) {
    file = next ?? null;
    name.textContent = file ? `${file.name} · ${size(file.size)}` : "";
    root.classList.toggle("has-file", !!file);
    component.invokeMethodAsync("FileChosenAsync", file?.name ?? null);
  }

  on(input, "change", () => choose(input.files[0]));
  on(root, "dragover", (event) => {
    event.preventDefault();
    root.classList.add("over");
  });
  on(root, "dragleave", () => root.classList.remove("over"));
  on(root, "drop", (event) => {
    event.preventDefault();
    root.classList.remove("over");
    if (event.dataTransfer.files.length) choose(event.dataTransfer.files[0]);
  });
  on(progress.querySelector("[data-abort]"), "click", () => request?.abort());

  function show(sent, total) {
    const percent = total ? Math.floor((100 * sent) / total) : 0;
    bar.value = percent;
    text.textContent = sent < total ? t("{0} % of {1}", percent, size(total)) : t("Sent. The platform is looking through it…");
  }

  function send(url) {
    return new Promise((resolve) => {
      const form = new FormData();
      form.append("source", file, file.name);
      request = new XMLHttpRequest();
      const end = (answer) => {
        progress.hidden = true;
        input.disabled = false;
        request = null;
        resolve(answer);
      };
      request.upload.addEventListener("progress", (event) => show(event.loaded, event.total));
      request.addEventListener("load", () => end({ status: request.status, body: request.responseText.slice(0, 65536) }));
      request.addEventListener("error", () => end({ status: 0, body: null }));
      request.addEventListener("abort", () => end({ status: 499, body: JSON.stringify({ title: t("The upload was cancelled.") }) }));
      progress.hidden = false;
      input.disabled = true;
      show(0, file.size);
      request.open("POST", url);
      request.send(form);
    });
  }

  if (input.files[0]) choose(input.files[0]);
  return {
    send,
    stop() {
      leave.abort();
      request?.abort();
    },
  };
}
