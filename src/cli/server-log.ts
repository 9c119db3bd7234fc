/** natsx-server's log: where its lines go, and how that changes while it runs. */
import { LogFile } from '../base/log-file.ts';
import { LineLogger, type Logger } from '../base/logger.ts';
import { microsecondClock } from '../base/microsecond-clock.ts';
import type { ServerOptions } from '../server/options/options.ts';

/** The options of a server that are about its log. */
export type LogOptions = Pick<
  ServerOptions,
  | 'debug'
  | 'logFile'
  | 'logMaxNum'
  | 'logSizeLimit'
  | 'logtime'
  | 'logtimeUtc'
  | 'remoteSyslog'
  | 'syslog'
  | 'trace'
>;

/** What the log needs of the process. */
export interface LogHost {
  readonly pid: number;
  stderr(text: string): void;
  /** Whether stderr is a terminal that shows colours: the log then has some. */
  readonly hasTerminal: boolean;
}

/** Where lines go: a file, a syslog or standard error. */
interface Target {
  readonly logger: Logger;
  readonly file?: LogFile;
  /** Resolves when all lines are there. */
  close(): Promise<void>;
}

export class ServerLog implements Logger {
  isDebug = false;
  isTrace = false;
  readonly #host: LogHost;
  #target: Target;

  /** Rejects with NatsxError when the log can't be written where it shall be. */
  static async open(options: LogOptions, host: LogHost): Promise<ServerLog> {
    return new ServerLog(host, await openTarget(options, host));
  }

  private constructor(host: LogHost, target: Target) {
    this.#host = host;
    this.#target = target;
    this.#use(target);
  }

  notice(text: string): void {
    this.#target.logger.notice(text);
  }

  warn(text: string): void {
    this.#target.logger.warn(text);
  }

  error(text: string): void {
    this.#target.logger.error(text);
  }

  fatal(text: string): void {
    this.#target.logger.fatal(text);
  }

  debug(text: string): void {
    this.#target.logger.debug(text);
  }

  trace(text: string): void {
    this.#target.logger.trace(text);
  }

  /** Goes on in a new file of the same name; resolves with false if the log is no file. */
  async reopen(): Promise<boolean> {
    await this.#target.file?.reopen();
    return this.#target.file !== undefined;
  }

  /**
   * Opens what new options ask for, and rejects with NatsxError if that can't be. The log goes there when the change is
   * made, and stays as it is when it is dropped; the old one gets its last lines meanwhile.
   */
  async prepare(options: LogOptions): Promise<{ make(): void; drop(): Promise<void> }> {
    const old = this.#target;
    const next = await openTarget(options, this.#host, old.file);
    const isSameFile = next.file !== undefined && next.file === old.file;
    return {
      make: () => {
        this.#use(next);
        if (!isSameFile) void old.close();
      },
      drop: async () => {
        if (!isSameFile) await next.close();
      },
    };
  }

  /** Resolves when all lines are written. */
  close(): Promise<void> {
    return this.#target.close();
  }

  /** Writes what waits, for a process that ends without having closed its log. */
  flushNow(): void {
    this.#target.file?.flushNow();
  }

  #use(target: Target): void {
    this.#target = target;
    this.isDebug = target.logger.isDebug;
    this.isTrace = target.logger.isTrace;
  }
}

/** nats-server's order (log.go, ConfigureLogger): a file wins over a syslog, and a remote one over the machine's. */
async function openTarget(options: LogOptions, host: LogHost, current?: LogFile): Promise<Target> {
  const { logFile, remoteSyslog, syslog, debug, trace } = options;
  const onFailure = (text: string): void => host.stderr(`natsx-server: ${text}\n`);
  if (logFile !== undefined) {
    // The file that is in use is not opened twice: its lines keep their order.
    if (current?.path === logFile) return onFile(current, options, host);
    const file: LogFile = new LogFile(logFile, {
      sizeLimit: options.logSizeLimit,
      maxFiles: options.logMaxNum,
      note: (level, text) => target.logger[level](text),
      onFailure,
    });
    const target = onFile(file, options, host);
    return target;
  }
  if (remoteSyslog !== undefined || syslog) {
    // Few use it, and everybody would wait for it to be loaded.
    const { SyslogLogger } = await import('../base/syslog.ts');
    const { pid } = host;
    const address = remoteSyslog;
    const logger = await SyslogLogger.open({
      address,
      tag: 'natsx-server',
      pid,
      debug,
      trace,
      onFailure,
    });
    return { logger, close: () => logger.close() };
  }
  const logger = lineLogger(options, host, host.hasTerminal, (line) => host.stderr(line));
  return { logger, close: () => Promise.resolve() };
}

function onFile(file: LogFile, options: LogOptions, host: LogHost): Target {
  const logger = lineLogger(options, host, false, (line) => file.write(line));
  return { logger, file, close: () => file.close() };
}

function lineLogger(
  { debug, trace, logtime, logtimeUtc }: LogOptions,
  { pid }: LogHost,
  colors: boolean,
  write: (line: string) => void,
): LineLogger {
  const now = microsecondClock();
  return new LineLogger({
    write,
    now,
    pid,
    debug,
    trace,
    colors,
    logTime: logtime,
    logTimeUtc: logtimeUtc,
  });
}
