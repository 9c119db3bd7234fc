/** What a benchmark is to do, and what it reports to while it does. */
export interface Workload {
  readonly subject: string;
  /** Connections, all in this process. */
  readonly clients: number;
  /** Messages of all clients together (of each subscriber: all of them); Infinity = until the time is over. */
  readonly messages: number;
  readonly size: number;
  readonly durationMs: number | undefined;
  /** Between two messages of a client. */
  readonly sleepMs: number;
  /** Messages a second of all clients together, by schedule; 0 = as fast as it goes. */
  readonly perSecond: number;
  /** Over how many subjects `<subject>.<n>` the messages are spread; undefined = the subject itself. */
  readonly subjects: number | undefined;
}

export interface Run {
  /** Aborted by Ctrl-C: stop, and report what there is. */
  readonly signal: AbortSignal;
  readonly meter: Meter;
  /** Connected and subscribed: from now on messages count. */
  started(): Promise<void>;
}

/** How far a benchmark is, for a progress bar. */
export class Meter {
  /** Finite, or the end is not known. */
  total = Infinity;
  done = 0;
}

/** Milliseconds since 1970 with a fraction; it never jumps, and all processes of a machine agree on it. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

/** How many of `messages` are client `index`'s: as equal as can be. */
export function share(messages: number, clients: number, index: number): number {
  if (messages === Infinity) return Infinity;
  return Math.floor(messages / clients) + (index < messages % clients ? 1 : 0);
}

/** The subjects in the order they are published to, again and again. */
export function publishedSubjects({ subject, subjects }: Workload): string[] {
  if (subjects === undefined) return [subject];
  return Array.from({ length: subjects }, (_, number) => `${subject}.${number}`);
}

/** What a subscriber listens to. */
export function heardSubject({ subject, subjects }: Workload): string {
  return subjects === undefined ? subject : `${subject}.*`;
}

/** Resolves when the benchmark is to stop. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
