/** Servers as processes of their own: natsx-server, or an installed nats-server. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { NatsxError } from '../base/errors.ts';
import { fileErrorText, systemErrorText } from '../base/system-error.ts';
import { NATSX_VERSION } from '../server/version.ts';
import type { Engine, RunningServer } from './engine.ts';
import type { PlannedServer } from './layout.ts';
import type { ServerFolder } from './place.ts';

/** How to run a server, but for `-c FILE`. */
export interface ServerCommand {
  readonly title: string;
  readonly file: string;
  readonly args: readonly string[];
}

export class Programs implements Engine {
  readonly #command: ServerCommand;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #children = new Set<ChildProcess>();

  constructor(command: ServerCommand, env: Readonly<Record<string, string | undefined>>) {
    this.#command = command;
    this.#env = env;
  }

  get title(): string {
    return this.#command.title;
  }

  async start(server: PlannedServer, folder: ServerFolder): Promise<RunningServer> {
    const { file, args } = this.#command;
    // What it says before it has opened its log, or as it dies, goes there, too.
    const log = await openLog(folder.log);
    try {
      const child = spawn(file, [...args, '-c', folder.conf], {
        cwd: folder.path,
        env: this.#env,
        // Of a group of its own: Ctrl-C is for us, and we end it in good order.
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
      });
      await spawned(child, file);
      this.#children.add(child);
      child.once('exit', () => this.#children.delete(child));
      return runningServer(child, server, folder);
    } finally {
      await log.close();
    }
  }

  abandon(): void {
    for (const child of this.#children) child.kill('SIGTERM');
  }
}

async function openLog(path: string) {
  try {
    return await open(path, 'a', 0o640);
  } catch (cause) {
    throw new NatsxError('ERR_LOG_FILE', fileErrorText('open', path, cause), { cause });
  }
}

function spawned(child: ChildProcess, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) =>
      reject(
        new NatsxError('ERR_UP_ENGINE', `could not start ${file}: ${systemErrorText(cause)}`, {
          cause,
        }),
      ),
    );
  });
}

/** A server that has not ended by then is killed. */
const PATIENCE_MS = 10_000;

function runningServer(
  child: ChildProcess,
  server: PlannedServer,
  folder: ServerFolder,
): RunningServer {
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `has ended with code ${code}` : `was ended by ${signal}`),
    ),
  );
  return {
    server,
    folder,
    pid: child.pid,
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      await ended;
      clearTimeout(timer);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** natsx-server of this package. */
export function natsxProgram(bin: string): ServerCommand {
  return { title: `natsx ${NATSX_VERSION}`, file: process.execPath, args: [bin] };
}

/** Debian keeps servers where users' PATHs do not go. */
const SERVER_FOLDERS = ['/usr/sbin', '/usr/local/sbin'] as const;

/** The nats-server at `path`, or that of the PATH. Rejects with a NatsxError if there is none. */
export async function natsServerProgram(
  path: string | undefined,
  searchPath: string | undefined,
): Promise<ServerCommand> {
  const folders = [...(searchPath ?? '').split(delimiter), ...SERVER_FOLDERS];
  const candidates =
    path === undefined
      ? folders.filter((folder) => folder !== '').map((folder) => join(folder, 'nats-server'))
      : [path];
  for (const file of candidates) {
    if (!(await isProgram(file))) continue;
    return { title: `nats-server ${await versionOf(file)}`, file, args: [] };
  }
  const text = path === undefined ? 'there is no nats-server on the PATH' : `${path} is no program`;
  throw new NatsxError('ERR_UP_ENGINE', text, {
    suggestions: [
      'install one: apt-get install nats-server, or go install github.com/nats-io/nats-server/v2@latest',
      'or name it with --engine-path; without --engine natsx serves',
    ],
  });
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false; // Not there, or not for us: others are looked for.
  }
}

function versionOf(file: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(file, ['-v'], { timeout: 10_000, env: {} }, (cause, stdout) => {
      const version = /\d+\.\d+\.\d+\S*/.exec(stdout)?.[0];
      const text = `${file} does not tell its version, as nats-server -v does`;
      if (version === undefined) reject(new NatsxError('ERR_UP_ENGINE', text, { cause }));
      else resolve(version);
    });
  });
}
