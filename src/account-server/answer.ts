/** What is asked over HTTP, and what is answered. */

export interface Question {
  readonly method: string;
  /** What the route's pattern has a name for. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly ifNoneMatch: string;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the original says when something is wrong: its sentence on a line. */
export function failed(status: number, text: string): Answer {
  return { status, headers: { 'Content-Type': 'text/plain' }, body: `${text}\n` };
}

export function plain(text: string): Answer {
  return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: text };
}

/** As Go's own server answers (net/http, Error). */
export function goError(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    headers: {
      ...headers,
      'Content-Type': 'text/plain; charset=utf-8',
      'X-Content-Type-Options': 'nosniff',
    },
    body: `${text}\n`,
  };
}

/** Only the word `true`, in any case, is a yes. */
export function isYes(query: URLSearchParams, name: string): boolean {
  return query.get(name)?.toLowerCase() === 'true';
}

/** As much of a key as the log shows. */
export function shortKey(key: string): string {
  return key.slice(0, 12);
}
