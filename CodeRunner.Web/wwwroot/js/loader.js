// What a page shows, loaded once as a whole and then in parts: one question at a time, and one timer.
import { t } from "/js/texts.js";

const first = 3000; // milliseconds until a question that failed is asked again; each time twice as long
const longest = 60_000;
const patience = 60_000; // for one answer

/** An answer of the API that is none: `status`, and in `message` why, for people. `wait`: milliseconds that the server asks for. */
class Refusal extends Error {
  constructor(response, problem) {
    super(Object.values(problem.errors ?? {})[0]?.[0] ?? problem.detail ?? problem.title ?? t("the server answered {0}", response.status));
    this.status = response.status;
    this.wait = 1000 * Number(response.headers.get("retry-after")) || 0;
  }

  /** Whether asking again would change nothing. */
  get final() {
    return this.status >= 400 && this.status < 500 && this.status !== 408 && this.status !== 429;
  }
}

/** Answers what the API says, as an object; throws where it refuses. */
export async function askApi(path, signal) {
  const response = await fetch(path, { signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]), headers: { accept: "application/json" } });
  if (response.ok) return response.json();
  if (response.status === 401) location.reload(); // the session ended: the server leads to the sign-in page
  throw new Refusal(response, await response.json().catch(() => ({})));
}

function waitAfter(error, failures) {
  if (error.final) return null;
  return Math.max(error.wait ?? 0, Math.min(longest, first * 2 ** failures) * (0.75 + Math.random() / 2));
}

export class Loader {
  /**
   * ask(whole, signal) answers a promise of the whole, or of what is new; took(answer) shows it. failed(error, wait): it is asked again in so many milliseconds, or null: not
   * again. next(parts): milliseconds until the next part after so many, or null: there is none.
   */
  constructor(of) {
    this.of = of;
  }

  /** From the beginning; what is under way is of no use any more. */
  begin() {
    this.end();
    Object.assign(this, { whole: true, failures: 0, parts: 0 });
    void this.look();
  }

  end() {
    this.question?.abort();
    clearTimeout(this.timer);
  }

  async look() {
    const question = (this.question = new AbortController());
    let answer;
    try {
      answer = await this.of.ask(this.whole, question.signal);
    } catch (error) {
      if (question.signal.aborted) return;
      const wait = waitAfter(error, this.failures++);
      this.of.failed(error, wait);
      this.later(wait);
      return;
    }
    if (question.signal.aborted) return;
    Object.assign(this, { whole: false, failures: 0 });
    this.later(this.of.next(this.parts++));
    this.of.took(answer);
  }

  // A page that nobody sees asks nothing; it begins anew when it is seen.
  later(wait) {
    if (wait !== null) this.timer = setTimeout(() => document.hidden || this.look(), wait);
  }
}
