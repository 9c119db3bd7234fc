/**
 * natsx-server: nats-server's command line around a Server. The process is given as values, so that a test can be one;
 * what only a program does is here (signals, files, the log), what a server does is in server/.
 */
import type { ConfSurroundings } from '../conf/parser.ts';
import { NatsxError } from '../base/errors.ts';
import type { GivenServerOptions, ServerOptions } from '../server/options/options.ts';
import type { ReloadSettings, StartSettings } from '../server/server.ts';
import { COMPATIBILITY_VERSION, NATSX_VERSION } from '../server/version.ts';
import type { CaughtSignals } from './caught-signals.ts';
import { GoFlagError } from './go-flags.ts';
import { readServerCommandLine, type ServerRequest } from './server-command-line.ts';
import { ServerFiles, type PortsView } from './server-files.ts';
import { ServerLog, type LogHost } from './server-log.ts';
import { Reloads } from './server-reloads.ts';
import { answerSignals } from './server-signals.ts';

/** The process the program runs in. */
export interface ProgramHost extends LogHost, ConfSurroundings {
  stdout(text: string): void;
  readonly signals: CaughtSignals;
  /** Calls back when the process ends, however that comes; what is done then must be done at once. */
  onExit(last: () => void): void;
}

/** What the program needs of a Server. */
export interface ProgramServer extends PortsView {
  readonly isLameDuck: boolean;
  readonly whenStopped: Promise<void>;
  stop(): Promise<void>;
  lameDuckShutdown(): Promise<void>;
  reload(options: GivenServerOptions, settings: ReloadSettings): Promise<void>;
}

export type StartServer = (
  options: ServerOptions,
  settings: StartSettings,
) => Promise<ProgramServer>;

type ServeRequest = Extract<ServerRequest, { type: 'serve' }>;

/** Runs the program to its end and returns its exit code. */
export async function runServerProgram(
  argv: readonly string[],
  host: ProgramHost,
  start: StartServer,
): Promise<number> {
  try {
    return await answer(readServerCommandLine(argv, host), host, start);
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    host.stderr(`${error.message.replace(/^/gm, 'natsx-server: ')}\n`);
    for (const suggestion of error.suggestions) host.stderr(`  ${suggestion}\n`);
    if (error instanceof GoFlagError) host.stderr('See natsx-server --help\n');
    // nats-server exits with 0 here when a flag is wrong; whoever supervises it would think that all is well.
    return 1;
  }
}

/** What few ask for is loaded only then: everybody waits for the rest. */
async function answer(
  request: ServerRequest,
  host: ProgramHost,
  start: StartServer,
): Promise<number> {
  switch (request.type) {
    case 'version':
      host.stdout(`natsx-server: v${NATSX_VERSION} (nats-server v${COMPATIBILITY_VERSION})\n`);
      return 0;
    case 'help':
      host.stdout((await import('./server-usage.ts')).serverUsage());
      return 0;
    case 'help_tls':
      host.stdout((await import('./server-usage.ts')).tlsHelp());
      return 0;
    case 'test': {
      const { configFile, digest } = request;
      host.stderr(`natsx-server: configuration file ${configFile} is valid (${digest})\n`);
      return 0;
    }
    case 'signal': {
      const { sendSignal, thisMachine } = await import('./server-signal-command.ts');
      sendSignal(request.command, thisMachine(host.pid));
      return 0;
    }
    case 'serve':
      for (const line of request.fileWarnings) host.stderr(`${line}\n`);
      return serve(request, host, start);
  }
}

async function serve(
  request: ServeRequest,
  host: ProgramHost,
  start: StartServer,
): Promise<number> {
  const log = await ServerLog.open(request.options, host);
  host.onExit(() => log.flushNow());
  for (const warning of request.warnings) log.warn(warning);
  try {
    await serveUntilStopped(request, host, start, log);
    return 0;
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    log.fatal(error.message);
    return 1;
  } finally {
    await log.close();
  }
}

async function serveUntilStopped(
  { options, configFile, digest, reload }: ServeRequest,
  host: ProgramHost,
  start: StartServer,
  log: ServerLog,
): Promise<void> {
  const config = configFile === undefined ? undefined : { file: configFile, digest };
  let reloads: Reloads | undefined;
  const server = await start(options, {
    logger: log,
    config,
    reload: () => reloads?.perform() ?? notYet(),
  });
  const files = new ServerFiles(host.pid, options, server, log);
  try {
    files.write();
    reloads = new Reloads(reload, server, log, files);
    answerSignals(host.signals, server, log, () => reloads?.request());
    await server.whenStopped;
  } finally {
    await server.stop();
  }
  files.remove();
}

function notYet(): Promise<never> {
  return Promise.reject(new NatsxError('ERR_RELOAD', 'the server is still starting'));
}
