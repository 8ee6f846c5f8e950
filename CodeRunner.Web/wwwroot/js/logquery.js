// What a person looks for in a log: as a question to the server, which searches all that is stored, and as a test of the lines that come live.
import { plain } from "/js/logrow.js";

export const anything = { text: "", stream: "", level: "", instance: "" };
const worse = { warn: ["warn", "error", "fatal"], error: ["error", "fatal"] };

/** A text between slashes is a regular expression. */
const patternOf = (text) => /^\/(.+)\/$/.exec(text)?.[1];

export const narrows = (filter) => Object.values(filter).some(Boolean);

/** The parameters of GET …/logs and …/logs/download. */
export function queryOf({ text, stream, level, instance }) {
  const pattern = patternOf(text);
  return Object.fromEntries(
    Object.entries({
      regex: pattern,
      q: pattern ? undefined : text,
      stream: stream === "app" ? "stdout,stderr" : stream,
      level: worse[level]?.join(","),
      instance,
    }).filter(([, value]) => value),
  );
}

/** Answers whether a record passes; throws a SyntaxError for a pattern that is none. */
export function testOf({ text, stream, level, instance }) {
  const pattern = patternOf(text);
  const expression = pattern && new RegExp(pattern, "u");
  const low = text.toLowerCase();
  const streams = stream === "app" ? ["stdout", "stderr"] : stream ? [stream] : null;
  return (record) => {
    if (instance && record.instanceId !== instance) return false;
    if (record.gap) return true; // what is missing may have matched
    if (streams && !streams.includes(record.stream)) return false;
    if (level && !worse[level].includes(record.level)) return false;
    const said = record.text ?? "";
    return expression ? expression.test(said) : !low || plain(said).toLowerCase().includes(low);
  };
}

/** What is marked in the lines that are shown. */
export const markOf = ({ text }) => (patternOf(text) ? "" : text.toLowerCase());
