// Builds natsload.c with the machine's C compiler, once, and runs it.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const source = fileURLToPath(new URL('natsload.c', import.meta.url));
const cache = fileURLToPath(new URL('../../node_modules/.cache/natsx', import.meta.url));

/** The figures of one run, as natsload's JSON line has them. */
export type Run = Readonly<Record<string, unknown>>;

/** The path of the built program. It can do TLS if OpenSSL's headers are there. */
export async function buildNatsload(): Promise<string> {
  if (process.platform !== 'linux')
    throw new Error('natsload needs Linux: it is built on epoll and /proc');
  const digest = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 12);
  const withTls = join(cache, `natsload-tls-${digest}`);
  const inTheClear = join(cache, `natsload-${digest}`);
  try {
    return await compile(withTls, ['-DWITH_TLS'], ['-lssl', '-lcrypto']);
  } catch {
    return compile(inTheClear, [], []); // No headers of OpenSSL; if it is something else, this one says so.
  }
}

async function compile(program: string, defines: string[], libraries: string[]): Promise<string> {
  if (existsSync(program)) return program;
  mkdirSync(dirname(program), { recursive: true });
  const unfinished = `${program}.${process.pid}`;
  const compiler = process.env['CC'] ?? 'cc';
  try {
    await run(compiler, ['-O2', ...defines, '-o', unfinished, source, ...libraries]);
  } catch (error) {
    throw new Error(
      `cannot build natsload with ${compiler}; on Debian: apt-get install gcc libc6-dev`,
      { cause: error },
    );
  }
  renameSync(unfinished, program); // In one step: another bench may be looking.
  return program;
}

/** One run; rejects with natsload's own words if it failed. */
export async function runNatsload(program: string, args: readonly string[]): Promise<Run> {
  const stdout = await run(program, [...args]).then(
    (finished) => finished.stdout,
    (error: unknown) => {
      const failed = error as { stdout?: string; stderr?: string }; // What execFile rejects with has both.
      if (failed.stdout !== undefined && failed.stdout !== '') return failed.stdout;
      throw new Error(`natsload ${args.join(' ')}: ${failed.stderr ?? ''}`, { cause: error });
    },
  );
  return parseRun(stdout);
}

/** Reads natsload's JSON line. */
export function parseRun(line: string): Run {
  const figures = JSON.parse(line) as Record<string, unknown>;
  if (figures['ok'] !== true) throw new Error(`natsload: ${String(figures['err'])}`);
  // A start-up is one thing that took some seconds; as milliseconds it reads like the other figures.
  if (figures['scenario'] === 'startup') figures['startup_ms'] = Number(figures['secs']) * 1000;
  return figures;
}

/** The figure called `key`, yes and no as 1 and 0; `undefined` if this run does not have it. */
export function figureOf(run: Run, key: string): number | undefined {
  const value = run[key];
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' ? value : undefined;
}
