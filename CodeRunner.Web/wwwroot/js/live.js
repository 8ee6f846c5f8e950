// One connection to the hub for the page, shared by whatever is live on it. Reconnects for as long as the page is open, and subscribes again from where it was.
import { t } from "/js/texts.js";

const hubUrl = "/hubs/live";
const longestWait = 10_000;
const projects = new Map(); // id -> number of subscribers
const stateHandlers = new Set();
const statusHandlers = new Set();
let logs = null; // { id, cursor(), onLines }: a connection carries one deployment's lines
const samples = new Map(); // deployment id -> handlers
let connection = null;
let started = null;
let status = "connecting";
let closed = 0; // connections for good, by the server

const waitFor = (attempt) => Math.min(longestWait, 500 * 2 ** Math.min(attempt, 6)) * (0.75 + Math.random() / 2);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function setStatus(next) {
  if (status === next) return;
  status = next;
  for (const handler of statusHandlers) tellStatus(handler);
}

// One that fails is no reason for others not to hear.
function tellStatus(handler) {
  try {
    handler(status);
  } catch (error) {
    console.error(error);
  }
}

/** A connection that is refused does not say why: when it is because the session ended, the server leads to the sign-in page. */
async function askSession() {
  const response = await fetch("/api/auth/me", { headers: { accept: "application/json" } }).catch(() => null);
  if (response?.status === 401) globalThis.loadAgain();
}

/** Something may have changed while the connection was away. */
const lookAgain = () => stateHandlers.forEach((handler) => handler(null));

/** A WebSocket at once, which saves a question; where something between here and there lets none through, the next attempt asks what goes. */
function build(attempt) {
  const { HubConnectionBuilder, HttpTransportType, LogLevel } = signalR;
  const made = new HubConnectionBuilder()
    .withUrl(hubUrl, attempt % 2 === 0 ? { skipNegotiation: true, transport: HttpTransportType.WebSockets } : {})
    .withAutomaticReconnect({
      nextRetryDelayInMilliseconds: (context) => {
        void askSession();
        return waitFor(context.previousRetryCount);
      },
    })
    .configureLogging(LogLevel.Error)
    .build();
  made.on("lines", (records) => logs?.onLines(records));
  made.on("state", (change) => stateHandlers.forEach((handler) => handler(change)));
  made.on("sample", (sample) => samples.get(sample.deploymentId)?.forEach((handler) => handler(sample)));
  made.on("alert", (alert) => stateHandlers.forEach((handler) => handler(alert)));
  made.onreconnecting(() => setStatus("reconnecting"));
  made.onreconnected(async () => {
    await subscribeAll();
    setStatus("live");
    lookAgain();
  });
  made.onclose(() => {
    setStatus("offline");
    started = comeBack();
  });
  return made;
}

async function connect() {
  if (!globalThis.signalR) await import("/lib/signalr.min.js");
  for (let attempt = 0; ; attempt++) {
    connection = build(attempt);
    try {
      await connection.start();
      break;
    } catch {
      void askSession();
      setStatus(attempt === 0 ? "connecting" : "reconnecting");
      await sleep(waitFor(attempt));
    }
  }
  await subscribeAll();
  setStatus("live");
}

/** The server closed the connection for good, and asks for no reconnect, as where the session is over. One that it closes at once is made anew ever later. */
async function comeBack() {
  await askSession();
  await sleep(waitFor(closed++));
  await connect();
  lookAgain();
}

const ready = () => (started ??= connect());
const connected = () => connection?.state === "Connected";

async function subscribeAll() {
  for (const id of projects.keys()) await ask("SubscribeProject", id);
  for (const id of samples.keys()) await ask("SubscribeMetrics", id);
  if (logs) await ask("SubscribeDeployment", logs.id, logs.cursor());
}

// The hub ends a subscription by its id, whatever it is of; a connection can hold only so many.
function drop(id) {
  projects.delete(id);
  if (connected()) void ask("UnsubscribeDeployment", id);
}

async function ask(method, ...args) {
  try {
    await connection.invoke(method, ...args);
  } catch (error) {
    console.warn(`${method} was refused: ${error.message}`);
  }
}

/** Calls the handler with each state change of these projects (null: look again, some may have been missed). Answers what ends it. */
export async function watchProjects(ids, handler) {
  stateHandlers.add(handler);
  const added = ids.filter((id) => {
    const known = projects.get(id) ?? 0;
    projects.set(id, known + 1);
    return known === 0;
  });
  if (connected()) for (const id of added) await ask("SubscribeProject", id);
  else void ready();
  return () => {
    stateHandlers.delete(handler);
    for (const id of ids) {
      const left = projects.get(id) - 1;
      if (left > 0) projects.set(id, left);
      else drop(id);
    }
  };
}

/** Calls onLines with each batch of a deployment's log after the cursor that `cursor()` gives. Answers what ends it. */
export async function watchLogs(id, cursor, onLines) {
  const mine = { id, cursor, onLines };
  logs = mine;
  if (connected()) await ask("SubscribeDeployment", id, cursor());
  else void ready();
  return () => {
    if (logs === mine) logs = null;
    if (logs?.id !== id && connected()) void ask("UnsubscribeDeployment", id);
  };
}

/** Calls the handler with each second's sample of a deployment: { time, values }. Answers what ends it. */
export async function watchSamples(id, handler) {
  const known = samples.get(id);
  samples.set(id, (known ?? new Set()).add(handler));
  if (!known && connected()) await ask("SubscribeMetrics", id);
  else if (!known) void ready();
  return () => {
    const handlers = samples.get(id);
    if (!handlers?.delete(handler) || handlers.size > 0) return;
    samples.delete(id);
    if (connected()) void ask("UnsubscribeMetrics", id);
  };
}

/** What people read of a status. */
export const wordOf = (of) => ({ connecting: t("connecting"), live: t("live"), reconnecting: t("reconnecting"), offline: t("offline") })[of];

/** Calls the handler with connecting, live, reconnecting or offline: now, and whenever it changes. */
export function watchStatus(handler) {
  statusHandlers.add(handler);
  tellStatus(handler);
  return () => statusHandlers.delete(handler);
}
