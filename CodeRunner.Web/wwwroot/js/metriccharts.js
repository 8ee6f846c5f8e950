// The charts of the metrics page, and what their lines show.
import { t } from "/js/texts.js";

const line = (name, label, color, more) => ({ name, label, color, ...more });
const limit = (name, per) => ({ name, label: t("limit"), limit: per });

/** What each chart shows. A limit is each running instance's, times their number. */
export const charts = (limits) => ({
  cpu: { unit: "cores", lines: [line("cpu", t("used"), 1), limit("cpuLimit", limits.cpus)] },
  memory: { unit: "bytes", lines: [line("memory", t("used"), 5), limit("memoryLimit", limits.memoryMb * 1048576)] },
  requests: { unit: "requests/s", lines: [line("requests", t("all"), 1), line("errors", t("errors"), 6)] },
  latency: { unit: "ms", lines: [line("latencyP50", "p50", 3), line("latencyP95", "p95", 1, { dash: [8, 3] }), line("latencyP99", "p99", 4, { dash: [3, 3] })] },
  inFlight: { unit: "requests", lines: [line("inFlight", t("under way"), 1)] },
  network: {
    unit: "bytes/s",
    lines: [line("bytesIn", t("visitors in"), 1), line("bytesOut", t("visitors out"), 2), line("networkIn", t("app in"), 3, { dash: [6, 3] }), line("networkOut", t("app out"), 4, { dash: [6, 3] })],
  },
  disk: { unit: "bytes", lines: [line("disk", t("used"), 2), limit("diskLimit", limits.diskMb * 1048576)] },
  pids: { unit: "processes", whole: true, lines: [line("pids", t("running"), 4), limit("pidsLimit", limits.pids)] },
  instances: { unit: "instances", whole: true, lines: [line("instances", t("running"), 2, { stepped: true })] },
});

/** What a line shows of a second: `row` is { name: value }, of one instance or of all. */
export const valueOf = (row, of, one) => {
  if (!of.limit) return row[of.name] ?? null;
  const instances = one ? 1 : row.instances;
  return instances ? instances * of.limit : null;
};

/** Of the last seconds: what is older is not now. */
export const latest = (column) => column.slice(-15).findLast((value) => value != null) ?? null;
