/**
 * natsx-server: nats-server's command line around a Server. The process is given as values, so that a test can be one;
 * what only a program does is here (signals, files, the log), what a server does is in server/.
 */
import { NatsxError } from '../base/errors.ts';
import { LogFile } from '../base/log-file.ts';
import { LineLogger, type Logger } from '../base/logger.ts';
import { microsecondClock } from '../base/microsecond-clock.ts';
import type { ServerOptions } from '../server/options/options.ts';
import { COMPATIBILITY_VERSION, NATSX_VERSION } from '../server/version.ts';
import { GoFlagError } from './go-flags.ts';
import { readServerCommandLine, type ServerRequest } from './server-command-line.ts';
import {
  listenerUrls,
  portsFile,
  removePortsFile,
  writePidFile,
  writePortsFile,
  type Ports,
} from './server-files.ts';
import { untilStopSignal, type ServerSignal } from './server-signals.ts';
import { serverUsage } from './server-usage.ts';

/** The process the program runs in. */
export interface ProgramHost {
  readonly pid: number;
  stdout(text: string): void;
  stderr(text: string): void;
  /** Whether stderr is a terminal: the log is then coloured. */
  readonly hasTerminal: boolean;
  onSignal(signal: ServerSignal, answer: () => void): void;
}

/** What the program needs of a Server. */
interface ProgramServer {
  readonly port: number;
  readonly monitorPort?: number | undefined;
  stop(): Promise<void>;
}

export type StartServer = (
  options: ServerOptions & { readonly logger: Logger },
) => Promise<ProgramServer>;

type ServeRequest = Extract<ServerRequest, { type: 'serve' }>;

/** Runs the program to its end and returns its exit code. */
export async function runServerProgram(
  argv: readonly string[],
  host: ProgramHost,
  start: StartServer,
): Promise<number> {
  try {
    const request = readServerCommandLine(argv);
    switch (request.type) {
      case 'version':
        host.stdout(`natsx-server: v${NATSX_VERSION} (nats-server v${COMPATIBILITY_VERSION})\n`);
        return 0;
      case 'help':
        host.stdout(serverUsage());
        return 0;
      case 'serve':
        return await serve(request, host, start);
    }
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    host.stderr(`${error.message.replace(/^/gm, 'natsx-server: ')}\n`);
    if (error instanceof GoFlagError) host.stderr('See natsx-server --help\n');
    // nats-server exits with 0 here when a flag is wrong; whoever supervises it would think that all is well.
    return 1;
  }
}

async function serve(
  request: ServeRequest,
  host: ProgramHost,
  start: StartServer,
): Promise<number> {
  const logFile = openLogFile(request, host);
  const logger = openLogger(request, host, logFile);
  const stopSignal = untilStopSignal((...args) => host.onSignal(...args), logger, logFile);
  for (const warning of request.warnings) logger.warn(warning);
  try {
    const server = await start({ ...request.options, logger });
    try {
      writeFiles(request, host.pid, server);
      await stopSignal;
    } finally {
      await server.stop();
    }
    removeFiles(request, host.pid, logger);
    return 0;
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    logger.fatal(error.message);
    return 1;
  } finally {
    logFile?.close();
  }
}

function openLogFile({ log }: ServeRequest, host: ProgramHost): LogFile | undefined {
  if (log.file === undefined) return undefined;
  return new LogFile(log.file, (text) => host.stderr(`natsx-server: ${text}\n`));
}

function openLogger(
  { log, options }: ServeRequest,
  host: ProgramHost,
  file: LogFile | undefined,
): Logger {
  return new LineLogger({
    write: (line) => (file === undefined ? host.stderr(line) : file.write(line)),
    now: microsecondClock(),
    pid: host.pid,
    debug: options.debug,
    trace: options.trace,
    logTime: log.time,
    logTimeUtc: log.utc,
    colors: file === undefined && host.hasTerminal,
  });
}

/**
 * nats-server writes its pid before it listens; here a second server that finds its port taken leaves the pid file of
 * the first one alone. Who asks for one of these files waits for it, so failing to write it ends the program.
 */
function writeFiles(request: ServeRequest, pid: number, server: ProgramServer): void {
  const { pidFile, portsFileDir, options } = request;
  if (pidFile !== undefined) writePidFile(pidFile, pid);
  if (portsFileDir === undefined) return;
  writePortsFile(portsFile(portsFileDir, pid), portsOf(options, server));
}

function removeFiles({ portsFileDir }: ServeRequest, pid: number, logger: Logger): void {
  if (portsFileDir === undefined) return;
  try {
    removePortsFile(portsFile(portsFileDir, pid));
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    logger.error(error.message); // The server has done its work: no reason to fail.
  }
}

function portsOf({ host, http }: ServerOptions, { port, monitorPort }: ProgramServer): Ports {
  const nats = listenerUrls('nats', host, port);
  if (http === undefined || monitorPort === undefined) return { nats };
  return { nats, monitoring: listenerUrls('http', http.host, monitorPort) };
}
