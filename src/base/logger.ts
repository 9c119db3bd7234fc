/** Where a server says what it does. The levels are nats-server's. */
export interface Logger {
  notice(text: string): void;
  warn(text: string): void;
  error(text: string): void;
  /** The last words before the server gives up; logging them does not end the process. */
  fatal(text: string): void;
  debug(text: string): void;
  trace(text: string): void;
  /** Whether `debug` says anything: ask before building an expensive text. */
  readonly isDebug: boolean;
  /** Whether `trace` says anything: ask before building an expensive text. */
  readonly isTrace: boolean;
}

/** Says nothing: what an embedded server uses unless a logger is given. */
export const silentLogger: Logger = {
  notice: ignore,
  warn: ignore,
  error: ignore,
  fatal: ignore,
  debug: ignore,
  trace: ignore,
  isDebug: false,
  isTrace: false,
};

function ignore(): void {
  // silentLogger's whole purpose.
}

/** How a LineLogger writes. */
export interface LineLoggerOptions {
  /** Takes one line, its line end included. */
  readonly write: (line: string) => void;
  /** Milliseconds since 1970; the fraction gives the microseconds. */
  readonly now: () => number;
  /** Put before each line as `[pid]`; undefined for lines without. */
  readonly pid: number | undefined;
  /** Whether debug lines are written. Default false. */
  readonly debug?: boolean;
  /** Whether trace lines are written. Default false. */
  readonly trace?: boolean;
  /** Whether lines carry the time. Default true. */
  readonly logTime?: boolean;
  /** Whether the time is UTC instead of local. Default false. */
  readonly logTimeUtc?: boolean;
  /** Whether levels are coloured, for a terminal. Default false. */
  readonly colors?: boolean;
}

/** SGR parameters of each level on a terminal, as nats-server has them (logger/log.go). */
const levels = { INF: '32', WRN: '0;93', ERR: '31', FTL: '31', DBG: '36', TRC: '33' } as const;

type Level = keyof typeof levels;

/** Writes nats-server's lines, which tools grep: `[pid] 2026/11/22 07:03:29.392925 [INF] text`. */
export class LineLogger implements Logger {
  readonly isDebug: boolean;
  readonly isTrace: boolean;
  readonly #write: (line: string) => void;
  readonly #now: () => number;
  readonly #prefix: string;
  readonly #labels: Record<Level, string>;
  readonly #stamp: ((date: Date) => string) | undefined;
  #second = NaN;
  #secondStamp = '';

  constructor(options: LineLoggerOptions) {
    this.isDebug = options.debug ?? false;
    this.isTrace = options.trace ?? false;
    this.#write = options.write;
    this.#now = options.now;
    this.#prefix = options.pid === undefined ? '' : `[${options.pid}] `;
    this.#labels = labels(options.colors ?? false);
    if (options.logTime ?? true) this.#stamp = (options.logTimeUtc ?? false) ? utc : local;
  }

  notice(text: string): void {
    this.#line('INF', text);
  }

  warn(text: string): void {
    this.#line('WRN', text);
  }

  error(text: string): void {
    this.#line('ERR', text);
  }

  fatal(text: string): void {
    this.#line('FTL', text);
  }

  debug(text: string): void {
    if (this.isDebug) this.#line('DBG', text);
  }

  trace(text: string): void {
    if (this.isTrace) this.#line('TRC', text);
  }

  #line(level: Level, text: string): void {
    this.#write(`${this.#prefix}${this.#time()}${this.#labels[level]} ${text}\n`);
  }

  #time(): string {
    if (this.#stamp === undefined) return '';
    const now = this.#now();
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#secondStamp = this.#stamp(new Date(second * 1000));
    }
    const microseconds = Math.floor((now - second * 1000) * 1000);
    return `${this.#secondStamp}.${String(microseconds).padStart(6, '0')} `;
  }
}

function labels(colors: boolean): Record<Level, string> {
  const label = ([level, color]: [string, string]): [string, string] => [
    level,
    colors ? `[\x1b[${color}m${level}\x1b[0m]` : `[${level}]`,
  ];
  return Object.fromEntries(Object.entries(levels).map(label)) as Record<Level, string>;
}

function local(date: Date): string {
  const day = `${date.getFullYear()}/${two(date.getMonth() + 1)}/${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function utc(date: Date): string {
  return date.toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
