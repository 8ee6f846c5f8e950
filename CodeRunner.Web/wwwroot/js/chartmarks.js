// What happened to a deployment in a time: releases, changes of the number of instances, and starts of those that are there. Each is { time, kind, text, words }: `text` stands on the charts, `words` are read.
import { askApi } from "/js/loader.js";
import { t } from "/js/texts.js";

const most = 200;
const seconds = (time) => Date.parse(time) / 1000;
const shortId = (id) => id.replaceAll("-", "").slice(-6);

const release = ({ createdAt, number, rolledBackFrom }) => ({
  time: seconds(createdAt),
  kind: "release",
  text: `#${number}`,
  words: rolledBackFrom ? t("Release {0}, a roll-back to {1}", number, rolledBackFrom) : t("Release {0}", number),
});
const change = ({ time, from, to, reason }) => ({ time: seconds(time), kind: "scale", text: `${from}→${to}`, words: t("Scaled from {0} to {1}. {2}", from, to, reason) });
const start = ({ id, startedAt, release: number }) => ({ time: seconds(startedAt), kind: "start", text: "", words: t("Instance {0} of release {1} started", shortId(id), number) });

/** Oldest first. What can't be asked for is left out: charts without marks are still charts. */
export async function loadMarks(id, [from, to], signal) {
  const of = `/api/deployments/${id}`;
  const time = (at) => new Date(at * 1000).toISOString();
  const [releases, decisions, deployment] = await Promise.allSettled([
    askApi(`${of}/releases?limit=${most}`, signal),
    askApi(`${of}/scaling-decisions?changesOnly=true&limit=${most}&from=${time(from)}&to=${time(to + 1)}`, signal),
    askApi(of, signal),
  ]);
  const marks = [
    ...(releases.value?.items ?? []).map(release),
    ...(decisions.value?.items ?? []).map(change),
    ...(deployment.value?.instances ?? []).filter(({ startedAt }) => startedAt).map(start),
  ];
  return marks.sort((one, other) => one.time - other.time);
}

/** The last that happened around a time, or undefined. */
export const markAt = (marks, time, around) => marks.findLast((mark) => Math.abs(mark.time - time) <= around);
