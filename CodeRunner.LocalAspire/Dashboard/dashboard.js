'use strict';
// Keeps the page as the server would render it now, runs commands, and follows a console. Without it, reloading does the same.
const live = document.getElementById('live');
const light = matchMedia('(prefers-color-scheme: light)');
const paint = () => { document.documentElement.dataset.theme = light.matches ? 'light' : 'dark'; };
light.addEventListener('change', paint);
paint();

let pending = null;
async function refresh() {
  pending = null;
  const answer = await fetch(location.href).catch(() => null);
  if (!answer || !answer.ok) return;
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-live]')) {
    const other = next.getElementById(part.id);
    if (!other || other.innerHTML === part.innerHTML) continue;
    const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute('aria-label') : null;
    part.innerHTML = other.innerHTML;
    if (focused) part.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
  }
}
const events = new EventSource('/events');
events.onopen = () => { live.textContent = 'live'; };
events.onerror = () => { live.textContent = 'The AppHost does not answer'; };
events.onmessage = () => { pending ??= setTimeout(refresh, 150); };

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-command]');
  if (!button) return;
  button.disabled = true;
  const answer = await fetch(button.dataset.command, { method: 'POST' }).catch(() => null);
  if (!answer || !answer.ok) live.textContent = answer ? (await answer.json().catch(() => ({}))).detail ?? 'Refused' : 'The AppHost does not answer';
  button.disabled = false;
  refresh();
});

const view = document.getElementById('console');
if (view) {
  const most = 2000;
  const follow = document.getElementById('follow');
  let last = 0;
  const add = (text, name) => {
    const line = document.createElement('div');
    if (name) line.className = name;
    const space = text.indexOf(' ');
    if (name !== 'gap' && space > 0) {
      const time = document.createElement('time');
      time.dateTime = text.slice(0, space);
      time.textContent = text.slice(11, space - 1) + ' ';
      line.append(time, text.slice(space + 1));
    } else line.textContent = text;
    view.append(line);
    while (view.childElementCount > most) view.firstElementChild.remove();
  };
  const stream = new EventSource(view.dataset.logs);
  stream.onmessage = ({ data }) => {
    const line = JSON.parse(data);
    if (line.n <= last) return;
    if (line.n > last + 1) add(`${line.n - last - 1} lines are missing here`, 'gap');
    last = line.n;
    add(line.text, line.error ? 'error' : '');
    if (follow.checked) view.scrollTop = view.scrollHeight;
  };
}
