/**
 * `natsx-server --signal CMD[=PID]`: how one program tells another that it should reload, reopen its log or end. Commands
 * and texts are nats-server's (signal.go).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { NatsxError } from '../base/errors.ts';
import { systemErrorText } from '../base/system-error.ts';

const SIGNALS: Readonly<Record<string, NodeJS.Signals>> = {
  stop: 'SIGKILL',
  quit: 'SIGINT',
  term: 'SIGTERM',
  reopen: 'SIGUSR1',
  reload: 'SIGHUP',
  ldm: 'SIGUSR2',
};

/** What the command needs of its machine. */
export interface SignalHost {
  readonly pid: number;
  kill(pid: number, signal: NodeJS.Signals): void;
  /** The command lines of all processes, by their ids; throws where they can't be had. */
  processes(): ReadonlyMap<number, readonly string[]>;
  /** The contents of a file, or undefined. */
  readFile(path: string): string | undefined;
}

/**
 * Sends the signal that `command` names: `reload`, `ldm=1234`, `stop=/run/nats.pid`, `quit=12*` for all whose id begins so.
 * Without an id, the one server that runs gets it.
 */
export function sendSignal(command: string, host: SignalHost): void {
  const [name, target = '', ...more] = command.split('=');
  if (more.length > 0) throw refusal(`invalid signal parameters: [${more.join(' ')}]`);
  const pids = pidsOf((host.readFile(target) ?? target).trim(), host);
  const signal = SIGNALS[name!];
  if (signal === undefined) throw refusal(`unknown signal ${JSON.stringify(name)}`);
  const failures = pids.flatMap((pid) => {
    try {
      host.kill(pid, signal);
      return [];
    } catch (error) {
      return [`\nsignal "${name}" ${pid}: ${systemErrorText(error)}`];
    }
  });
  if (failures.length > 0) throw refusal(failures.join(''));
}

/** The processes that `expression` means: an id, the beginning of ids before a `*`, or nothing for the only one. */
function pidsOf(expression: string, host: SignalHost): number[] {
  const isGlob = expression.endsWith('*');
  const digits = isGlob ? expression.slice(0, -1) : expression;
  // 0 and negative ones would be whole groups of processes.
  if (digits !== '' && !/^[1-9]\d*$/.test(digits)) throw refusal(`invalid pid: ${digits}`);
  if (digits !== '' && !isGlob) return [Number(digits)];
  const running = runningServers(host);
  if (running.length > 1 && !isGlob) {
    throw refusal(['multiple natsx-server processes running:', ...running].join('\n'));
  }
  if (running.length === 0) throw refusal('no natsx-server processes running');
  return running.filter((pid) => String(pid).startsWith(digits));
}

function runningServers(host: SignalHost): number[] {
  let processes: ReadonlyMap<number, readonly string[]>;
  try {
    processes = host.processes();
  } catch (error) {
    throw new NatsxError('ERR_SIGNAL', 'unable to resolve pid, try providing one', {
      cause: error,
    });
  }
  return [...processes]
    .filter(([pid, argv]) => pid !== host.pid && isServer(argv))
    .map(([pid]) => pid);
}

/** `node …/natsx-server`, or `node …/natsx server start`, with or without `.js`. */
function isServer([program = '', ...rest]: readonly string[]): boolean {
  if (nameOf(program) !== 'node') return false;
  const script = rest.findIndex((argument) => !argument.startsWith('-'));
  if (script < 0) return false;
  const [topic, command] = rest.slice(script + 1);
  const name = nameOf(rest[script]!);
  const isStarting = topic === 'server:start' || (topic === 'server' && command === 'start');
  return name === 'natsx-server' || (name === 'natsx' && isStarting);
}

function nameOf(path: string): string {
  return basename(path).replace(/\.js$/, '');
}

/** This machine; `/proc` tells its processes, which only Linux has. */
export function thisMachine(pid: number): SignalHost {
  return { pid, kill: (id, signal) => void process.kill(id, signal), processes, readFile };
}

function processes(): Map<number, string[]> {
  const found = new Map<number, string[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // Without a text it is a thread of the kernel, or has ended since we looked.
    const text = readFile(`/proc/${name}/cmdline`) ?? '';
    if (text !== '') found.set(Number(name), text.replace(/\0$/, '').split('\0'));
  }
  return found;
}

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // Not a file: then it is an id itself (nats-server opts.go, maybeReadPidFile).
  }
}

function refusal(text: string): NatsxError {
  return new NatsxError('ERR_SIGNAL', text);
}
