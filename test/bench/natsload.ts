// Builds natsload.c with the machine's C compiler, once, and runs it.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const source = fileURLToPath(new URL('natsload.c', import.meta.url));
const shimSource = fileURLToPath(new URL('first-elsewhere.c', import.meta.url));
const cache = fileURLToPath(new URL('../../node_modules/.cache/natsx', import.meta.url));

/** The figures of one run, as natsload's JSON line has them. */
export type Run = Readonly<Record<string, unknown>>;

export interface Natsload {
  readonly program: string;
  /** The library that sends its first connection elsewhere. */
  readonly shim: string;
}

/** Builds it. It can do TLS if OpenSSL's headers are there. */
export async function buildNatsload(): Promise<Natsload> {
  if (process.platform !== 'linux')
    throw new Error('natsload needs Linux: it is built on epoll and /proc');
  const shim = await compile('first-elsewhere', shimSource, ['-shared', '-fPIC'], ['-ldl']);
  try {
    const libraries = ['-lssl', '-lcrypto'];
    return { program: await compile('natsload-tls', source, ['-DWITH_TLS'], libraries), shim };
  } catch {
    // No headers of OpenSSL; if it is something else, this one says so.
    return { program: await compile('natsload', source, [], []), shim };
  }
}

async function compile(
  name: string,
  from: string,
  flags: readonly string[],
  libraries: readonly string[],
): Promise<string> {
  const digest = createHash('sha256').update(readFileSync(from)).digest('hex').slice(0, 12);
  const program = join(cache, `${name}-${digest}`);
  if (existsSync(program)) return program;
  mkdirSync(dirname(program), { recursive: true });
  const unfinished = `${program}.${process.pid}`;
  const compiler = process.env['CC'] ?? 'cc';
  try {
    await run(compiler, ['-O2', ...flags, '-o', unfinished, from, ...libraries]);
  } catch (error) {
    throw new Error(
      `cannot build ${name} with ${compiler}; on Debian: apt-get install gcc libc6-dev`,
      { cause: error },
    );
  }
  renameSync(unfinished, program); // In one step: another bench may be looking.
  return program;
}

/** One run, its first connection to `firstPort` if there is one; rejects with natsload's own words if it failed. */
export async function runNatsload(
  { program, shim }: Natsload,
  args: readonly string[],
  firstPort?: number,
): Promise<Run> {
  // By its name in its folder: a blank in a path would end it (ld.so(8), LD_PRELOAD).
  const elsewhere =
    firstPort === undefined
      ? {}
      : { LD_PRELOAD: `./${basename(shim)}`, FIRST_PORT: String(firstPort) };
  const env = { ...process.env, ...elsewhere };
  const stdout = await run(program, [...args], { env, cwd: dirname(shim) }).then(
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
