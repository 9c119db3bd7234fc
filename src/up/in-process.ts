/** natsx servers in this process. */
import { readFileSync } from 'node:fs';
import { LogFile } from '../base/log-file.ts';
import { LineLogger, type Logger } from '../base/logger.ts';
import { microsecondClock } from '../base/microsecond-clock.ts';
import { loadOptions } from '../server/options/load.ts';
import { Server } from '../server/server.ts';
import { NATSX_VERSION } from '../server/version.ts';
import type { Engine, RunningServer } from './engine.ts';
import type { PlannedServer } from './layout.ts';
import type { ServerFolder } from './place.ts';

export interface InProcessSettings {
  readonly pid: number;
  /** What configurations may name. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Hears of what can't be logged. */
  readonly onFailure: (text: string) => void;
}

export class InProcess implements Engine {
  readonly title = `natsx ${NATSX_VERSION}`;
  readonly #settings: InProcessSettings;

  constructor(settings: InProcessSettings) {
    this.#settings = settings;
  }

  async start(server: PlannedServer, folder: ServerFolder): Promise<RunningServer> {
    const { env, onFailure } = this.#settings;
    const { options, digest, fileWarnings, warnings } = loadOptions(folder.conf, NO_FLAGS, {
      env,
      readFile,
    });
    const file: LogFile = new LogFile(folder.log, {
      note: (level, text) => logger[level](text),
      onFailure: (text) => onFailure(`${server.name}: ${text}`),
    });
    const logger = this.#logger(file);
    for (const warning of [...fileWarnings, ...warnings]) logger.warn(warning);
    let running: Server;
    try {
      running = await Server.serve(options, { logger, config: { file: folder.conf, digest } });
    } catch (error) {
      logger.fatal(error instanceof Error ? error.message : String(error));
      await file.close();
      throw error;
    }
    const ended = running.whenStopped.then(async () => {
      await file.close();
      return 'has stopped';
    });
    return {
      server,
      folder,
      pid: undefined,
      ended,
      stop: async () => {
        await running.stop();
        await ended;
      },
      kill: () => undefined, // As above.
    };
  }

  abandon(): void {
    // They go with this process.
  }

  #logger(file: LogFile): Logger {
    const { pid } = this.#settings;
    return new LineLogger({ write: (line) => file.write(line), now: microsecondClock(), pid });
  }
}

function readFile(path: string): string {
  return readFileSync(path, 'utf8');
}

const NO_FLAGS = { given: {}, instead: [] } as const;
