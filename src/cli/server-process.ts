import { Server } from '../server/server.ts';
import { runServerProgram } from './server-program.ts';

/** Runs natsx-server in this very process and returns its exit code. */
export function runServerProcess(argv: readonly string[]): Promise<number> {
  const host = {
    pid: process.pid,
    stdout: (text: string) => void process.stdout.write(text),
    stderr: (text: string) => void process.stderr.write(text),
    hasTerminal: process.stderr.isTTY,
    onSignal: (signal: NodeJS.Signals, answer: () => void) => void process.on(signal, answer),
  };
  return runServerProgram(argv, host, (options) => Server.start(options));
}
