/** nats-account-server: an AccountServer, its log and its signals. The process is given, so that a test can be one. */
import { AccountServer, readTrust } from '../../account-server/account-server.ts';
import type { AccountServerOptions } from '../../account-server/options.ts';
import { NatsxError } from '../../base/errors.ts';
import { LineLogger, silentLogger, type Logger } from '../../base/logger.ts';
import { microsecondClock } from '../../base/microsecond-clock.ts';
import { GoFlagError, parseGoFlags } from '../go-flags.ts';
import { usageText } from '../go-usage.ts';
import type { ProgramHost } from '../server-program.ts';
import {
  accountServerFlags,
  loadAccountServerOptions,
  type AccountServerFlags,
} from './command-line.ts';

const PROGRAM = { name: 'nats-account-server', usage: '[options]', flags: accountServerFlags };

/** Runs the program to its end and returns its exit code. */
export async function runAccountServer(
  argv: readonly string[],
  host: ProgramHost,
): Promise<number> {
  try {
    const { flags } = parseGoFlags(accountServerFlags, argv);
    return await new Running(flags, host).run();
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    if (!(error instanceof GoFlagError)) {
      host.stderr(`${error.message}\n`);
      for (const suggestion of error.suggestions) host.stderr(`  ${suggestion}\n`);
      return 1;
    }
    if (!error.help) host.stderr(`${[error.message, ...error.suggestions].join('\n  ')}\n`);
    host.stderr(usageText(PROGRAM));
    return error.help ? 0 : 2; // As Go's flag package.
  }
}

/** What ends a server. */
type Ending = 'stop' | 'restart' | 'lost';

class Running {
  readonly #flags: AccountServerFlags;
  readonly #host: ProgramHost;

  constructor(flags: AccountServerFlags, host: ProgramHost) {
    this.#flags = flags;
    this.#host = host;
  }

  async run(): Promise<number> {
    let loaded = loadAccountServerOptions(this.#flags, this.#host);
    for (;;) {
      const { options, unknownKeys } = loaded;
      const logger = this.#logger(options);
      if (this.#flags.c !== undefined) {
        logger.notice(`loading configuration from ${JSON.stringify(this.#flags.c)}`);
      }
      for (const key of unknownKeys) logger.warn(`there is no option ${JSON.stringify(key)}`);
      let server: AccountServer;
      try {
        server = await AccountServer.start(options, logger);
      } catch (error) {
        if (!(error instanceof NatsxError)) throw error;
        logger.error(error.message);
        return 1;
      }
      if (this.#flags.dump) logger.notice(dumped(options));
      const ending = await this.#untilEnd(server, logger, async () => {
        loaded = await this.#reload();
      });
      await server.stop();
      // The original's -1, which a shell sees as 255.
      if (ending !== 'restart') return ending === 'stop' ? 0 : 255;
    }
  }

  #untilEnd(server: AccountServer, logger: Logger, reload: () => Promise<void>): Promise<Ending> {
    return new Promise((resolve) => {
      void server.ended.then(() => resolve('lost'));
      this.#host.signals.answer((signal) => {
        if (signal === 'SIGHUP') {
          logger.error('received sig-hup, restarting');
          // What is wrong is found before the server stops: the original stops first, and is gone.
          reload().then(
            () => resolve('restart'),
            (error: unknown) => {
              if (!(error instanceof NatsxError)) throw error;
              logger.error(`not restarted, the old configuration is in use: ${error.message}`);
            },
          );
        } else if (signal === 'SIGINT' || signal === 'SIGTERM') {
          const name = signal === 'SIGINT' ? 'interrupt' : 'term';
          logger.notice(`received sig-${name}, shutting down`);
          resolve('stop');
        }
      });
    });
  }

  async #reload(): Promise<ReturnType<typeof loadAccountServerOptions>> {
    const loaded = loadAccountServerOptions(this.#flags, this.#host);
    await readTrust(loaded.options, silentLogger);
    return loaded;
  }

  #logger({ logging }: AccountServerOptions): LineLogger {
    const { pid, hasTerminal } = this.#host;
    return new LineLogger({
      write: (line) => this.#host.stderr(line),
      now: microsecondClock(),
      pid: logging.pid ? pid : undefined,
      debug: logging.debug,
      trace: logging.trace,
      logTime: logging.time,
      colors: logging.colors && hasTerminal,
    });
  }
}

/** Without what is secret. */
function dumped(options: AccountServerOptions): string {
  const readTokens = options.http.readTokens.map(() => '[REDACTED]');
  const servers = options.nats.servers.map(withoutSecret);
  const shown = {
    ...options,
    primary: withoutSecret(options.primary),
    http: { ...options.http, readTokens },
    nats: { ...options.nats, servers },
  };
  return JSON.stringify(shown, undefined, 2);
}

function withoutSecret(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//[REDACTED]@');
}
