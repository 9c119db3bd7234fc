import { readFileSync } from 'node:fs';
import type { CaughtSignals } from './caught-signals.ts';
import type { ProgramHost } from './server-program.ts';

/** This process, as the programs that run until a signal ends them see it. */
export function processHost(signals: CaughtSignals): ProgramHost {
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
