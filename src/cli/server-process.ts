import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { Server } from '../server/server.ts';
import { CaughtSignals } from './caught-signals.ts';
import { runServerProgram, type ProgramHost } from './server-program.ts';

/** Runs natsx-server in this very process and returns its exit code; `signals` are those that were caught so far. */
export function runServerProcess(
  argv: readonly string[],
  signals = new CaughtSignals((signal, caught) => process.on(signal, caught)),
): Promise<number> {
  // Clients that come all at once let V8's space for new objects grow to 48 MB, which it then keeps: 12.8 kB for each of
  // 5,000 idle connections instead of 6.6. Its initial size costs no throughput that could be measured.
  setFlagsFromString('--semi-space-growth-factor=1');
  return runServerProgram(argv, processHost(signals), (options) => Server.start(options));
}

function processHost(signals: CaughtSignals): ProgramHost {
  return {
    pid: process.pid,
    stdout: (text) => void process.stdout.write(text),
    stderr: standardError(),
    // https://no-color.org: whoever sets it to something wants none.
    hasTerminal: process.stderr.isTTY && (process.env['NO_COLOR'] ?? '') === '',
    env: process.env,
    readFile: (path) => readFileSync(path, 'utf8'),
    signals,
    onExit: (last) => void process.on('exit', last),
  };
}

/** A full disk behind it, or a reader that is gone, is no reason for a server to end. */
function standardError(): (text: string) => void {
  process.stderr.on('error', () => undefined);
  return (text) => {
    try {
      process.stderr.write(text);
    } catch {
      // To a file, Node writes at once, and throws at once. There is nobody left to tell.
    }
  };
}
