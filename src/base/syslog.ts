/** A log that goes to syslog, in the lines that Go's log/syslog writes (RFC 3164) and nats-server's log therefore has. */
import { hostname } from 'node:os';
import type { Logger } from './logger.ts';
import { openSyslogWay, type SyslogWay } from './syslog-ways.ts';

/** RFC 3164, 4.1.1. */
const SEVERITIES = { crit: 2, err: 3, warning: 4, notice: 5, debug: 7 } as const;

type Severity = keyof typeof SEVERITIES;

const FACILITY_KERN = 0;
const FACILITY_DAEMON = 3;

export interface SyslogOptions {
  /** `udp://host:514`, `tcp://host:514`, `unix:///path`; undefined for this machine's own. */
  readonly address: string | undefined;
  readonly tag: string;
  readonly pid: number;
  readonly debug: boolean;
  readonly trace: boolean;
  /** Hears once of every outage, in which lines are lost. */
  readonly onFailure: (text: string) => void;
}

export class SyslogLogger implements Logger {
  readonly isDebug: boolean;
  readonly isTrace: boolean;
  readonly #way: SyslogWay;
  readonly #head: string;
  readonly #facility: number;

  /** Resolves when it is connected; rejects with NatsxError ERR_SYSLOG. */
  static async open(options: SyslogOptions): Promise<SyslogLogger> {
    return new SyslogLogger(options, await openSyslogWay(options));
  }

  private constructor({ address, tag, pid, debug, trace }: SyslogOptions, way: SyslogWay) {
    this.isDebug = debug;
    this.isTrace = trace;
    this.#way = way;
    // nats-server's logger/syslog.go names a facility for its own machine alone, and Go's own leaves out the host there.
    this.#facility = address === undefined ? FACILITY_DAEMON : FACILITY_KERN;
    this.#head = way.isLocal ? `${tag}[${pid}]:` : `${hostname()} ${tag}[${pid}]:`;
  }

  notice(text: string): void {
    this.#send('notice', text);
  }

  warn(text: string): void {
    this.#send('warning', text);
  }

  error(text: string): void {
    this.#send('err', text);
  }

  fatal(text: string): void {
    this.#send('crit', text);
  }

  debug(text: string): void {
    if (this.isDebug) this.#send('debug', text);
  }

  trace(text: string): void {
    if (this.isTrace) this.#send('notice', text);
  }

  /** Resolves when what was said is gone, or won't go. */
  close(): Promise<void> {
    return this.#way.close();
  }

  #send(severity: Severity, text: string): void {
    const priority = `<${this.#facility * 8 + SEVERITIES[severity]}>`;
    if (this.#way.stamps) this.#way.send(`${priority}${text}\n`);
    else {
      const now = new Date();
      const time = this.#way.isLocal ? shortTime(now) : rfc3339(now);
      this.#way.send(`${priority}${time} ${this.#head} ${text}\n`);
    }
  }
}

/** `Nov  2 07:03:09`, Go's time.Stamp. */
function shortTime(date: Date): string {
  const month = date.toLocaleString('en-US', { month: 'short' });
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${month} ${String(date.getDate()).padStart(2)} ${time}`;
}

/** `2026-11-02T07:03:09+01:00` */
function rfc3339(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  if (minutes === 0) return `${local}Z`;
  const size = Math.abs(minutes);
  return `${local}${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
