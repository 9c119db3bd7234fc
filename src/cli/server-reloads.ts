import { NatsxError } from '../base/errors.ts';
import type { LoadedOptions } from '../server/options/load.ts';
import type { GivenServerOptions } from '../server/options/options.ts';
import type { ReloadSettings } from '../server/server.ts';
import type { ServerFiles } from './server-files.ts';
import type { ServerLog } from './server-log.ts';

/** What a reload needs of a Server. */
interface ReloadableServer {
  reload(options: GivenServerOptions, settings: ReloadSettings): Promise<void>;
}

/** Reads the configuration file again when asked to, one time after the other, and gives it to the server. */
export class Reloads {
  readonly #load: (() => LoadedOptions) | undefined;
  readonly #server: ReloadableServer;
  readonly #log: ServerLog;
  readonly #files: ServerFiles;
  /** One that was asked for and has not begun. */
  #due: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  /** `load` is undefined where there is no file. */
  constructor(
    load: (() => LoadedOptions) | undefined,
    server: ReloadableServer,
    log: ServerLog,
    files: ServerFiles,
  ) {
    this.#load = load;
    this.#server = server;
    this.#log = log;
    this.#files = files;
  }

  /** For who does not wait for it: the log tells what became of it. */
  request(): void {
    this.perform().catch((error: unknown) => {
      if (!(error instanceof NatsxError)) throw error;
    });
  }

  /**
   * Settles when it is done; rejects with the NatsxError that the log was told of. One that has not begun yet answers all
   * who ask meanwhile: it will read what they wrote.
   */
  perform(): Promise<void> {
    if (this.#due !== undefined) return this.#due;
    const due = this.#last.then(() => this.#reload());
    this.#due = due;
    this.#last = due.catch(() => undefined); // Who asked is told.
    return due;
  }

  async #reload(): Promise<void> {
    this.#due = undefined;
    try {
      await this.#apply(this.#read());
    } catch (error) {
      // As it was, for as long as the file is not put right.
      if (error instanceof NatsxError)
        this.#log.error(`Failed to reload server configuration: ${error.message}`);
      throw error;
    }
  }

  #read(): LoadedOptions {
    if (this.#load !== undefined) return this.#load();
    const text = 'can only reload config when a file is provided using -c or --config';
    throw new NatsxError('ERR_RELOAD', text); // nats-server reload.go, Reload
  }

  /** All or nothing: what may fail comes first. */
  async #apply({ options, digest, fileWarnings, warnings }: LoadedOptions): Promise<void> {
    const log = await this.#log.prepare(options);
    try {
      const adopt = (): void => {
        log.make();
        this.#files.change(options);
      };
      await this.#server.reload(options, { digest, adopt });
    } catch (error) {
      await log.drop();
      throw error;
    }
    for (const warning of [...fileWarnings, ...warnings]) this.#log.warn(warning);
  }
}
