// nsc on a home of its own, in this process: what it printed, how it ended, and what is on the disk.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { nsc } from '../../src/cli/nsc/program.ts';
import { natsxFiles } from '../../src/cli/program-files.ts';
import type { NscSurroundings } from '../../src/cli/nsc/surroundings.ts';
import type { Output } from '../../src/cli/surroundings.ts';
import { decode } from '../../src/jwt/codec.ts';
import type { ClaimsOf, ClaimsType } from '../../src/jwt/kinds.ts';
import type { Prompter } from '../../src/nsc/prompter.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A command that runs. */
export interface Running {
  /** Waits until that is on stderr. */
  says(text: string): Promise<void>;
  readonly ended: Promise<Ran>;
}

interface Printed {
  out: string;
  err: string;
  onPrinted: () => void;
}

export class TemporaryNsc implements Disposable {
  readonly home: string;
  readonly stores: string;
  readonly keystore: string;
  readonly config: string;
  env: Record<string, string | undefined> = {};
  currentDirectory: string;
  now = new Date('2026-01-31T09:05:07Z');
  isTerminal = false;
  /** What the one who is asked answers. */
  prompter: Prompter | undefined;

  constructor(home = mkdtempSync(join(tmpdir(), 'natsx-nsc-'))) {
    this.home = home;
    this.stores = join(home, '.local/share/nats/nsc/stores');
    this.keystore = join(home, '.local/share/nats/nsc/keys');
    this.config = join(home, '.config/nats/nsc/nsc.json');
    this.currentDirectory = join(home, 'here');
    mkdirSync(this.currentDirectory, { recursive: true });
  }

  /** nsc on a home that is there, which belongs to another. */
  static at(home: string): TemporaryNsc {
    return new TemporaryNsc(home);
  }

  [Symbol.dispose](): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  /** Runs a command line; a string is split at blanks that are not between double quotes. */
  run(line: string | readonly string[]): Promise<Ran> {
    return this.start(line).ended;
  }

  /** Runs a command line that goes on until something happens. */
  start(line: string | readonly string[]): Running {
    const printed: Printed = { out: '', err: '', onPrinted: () => undefined };
    const ended = this.#run(line, printed);
    const says = (text: string) =>
      new Promise<void>((resolve, reject) => {
        printed.onPrinted = () => {
          if (printed.err.includes(text)) resolve();
        };
        printed.onPrinted();
        const tooEarly = ({ code, out, err }: Ran) =>
          reject(new Error(`it ended with ${code} without saying so:\n${out}${err}`));
        ended.then(tooEarly, reject);
      });
    return { says, ended };
  }

  async #run(line: string | readonly string[], printed: Printed): Promise<Ran> {
    const argv = typeof line === 'string' ? wordsOf(line) : line;
    const io = this.#surroundings(printed);
    const code = await nsc(argv, io, natsxFiles);
    return { code, out: printed.out, err: printed.err };
  }

  /** Runs a command that must go well. */
  async ok(line: string | readonly string[]): Promise<string> {
    const { code, out, err } = await this.run(line);
    if (code === 0) return out;
    throw new Error(`nsc ${String(line)} ended with ${code}:\n${out}${err}`);
  }

  /** Runs a command that must fail; answers what is on stderr. */
  async fails(line: string | readonly string[], code = 1): Promise<string> {
    const ran = await this.run(line);
    if (ran.code === code) return ran.err;
    throw new Error(
      `nsc ${String(line)} ended with ${ran.code}, wanted ${code}:\n${ran.out}${ran.err}`,
    );
  }

  async json(line: string): Promise<unknown> {
    return JSON.parse(await this.ok(`${line} --json`)) as unknown;
  }

  path(...parts: readonly string[]): string {
    return join(this.stores, ...parts);
  }

  read(path: string): string {
    return readFileSync(path, 'utf8');
  }

  /** The claims of a token in the store, as `OP/accounts/A/A.jwt`. */
  claims<Type extends ClaimsType>(type: Type, ...parts: readonly string[]): ClaimsOf<Type> {
    const claims = decode(this.read(this.path(...parts)));
    if (claims.type !== type) throw new Error(`${parts.join('/')} is of type ${claims.type}`);
    return claims as ClaimsOf<Type>;
  }

  operator(name = 'OP'): ClaimsOf<'operator'> {
    return this.claims('operator', name, `${name}.jwt`);
  }

  account(name: string, operator = 'OP'): ClaimsOf<'account'> {
    return this.claims('account', operator, 'accounts', name, `${name}.jwt`);
  }

  user(account: string, name: string, operator = 'OP'): ClaimsOf<'user'> {
    return this.claims('user', operator, 'accounts', account, 'users', `${name}.jwt`);
  }

  keyPath(key: string): string {
    return join(this.keystore, 'keys', key.slice(0, 1), key.slice(1, 3), `${key}.nk`);
  }

  credsPath(account: string, user: string, operator = 'OP'): string {
    return join(this.keystore, 'creds', operator, account, `${user}.creds`);
  }

  /** All files below the home with their contents. */
  snapshot(folder = this.home): Map<string, string> {
    return new Map(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .map((path) => [relative(this.home, path), readFileSync(path, 'utf8')]),
    );
  }

  /** The permissions of a file, as `600`. */
  mode(path: string): string {
    return (statSync(path).mode & 0o777).toString(8);
  }

  #surroundings(printed: Printed): NscSurroundings {
    const output = (name: 'out' | 'err'): Output => ({
      isTerminal: this.isTerminal,
      write: async (bytes) => {
        printed[name] += Buffer.from(bytes).toString();
        printed.onPrinted();
      },
    });
    return {
      readInput: () => Promise.reject(new Error('nsc reads no input')),
      stdout: output('out'),
      stderr: output('err'),
      pid: process.pid,
      now: () => this.now,
      interrupted: () => new Promise(() => undefined),
      env: this.env,
      home: this.home,
      currentDirectory: this.currentDirectory,
      isAttended: this.prompter !== undefined,
      prompter: async () => {
        if (this.prompter === undefined) throw new Error('nobody is there to be asked');
        return this.prompter;
      },
    };
  }
}

/** An operator OP with accounts and users: `{ A: ['u1', 'u2'], B: [] }`. A is chosen. */
export async function newStore(
  accounts: Readonly<Record<string, readonly string[]>> = {},
): Promise<TemporaryNsc> {
  const tool = new TemporaryNsc();
  await tool.ok('add operator OP');
  for (const [account, users] of Object.entries(accounts)) {
    await tool.ok(`add account ${account}`);
    for (const user of users) await tool.ok(`add user --account ${account} ${user}`);
  }
  const [first] = Object.keys(accounts);
  if (first !== undefined) await tool.ok(`select account ${first}`);
  return tool;
}

function wordsOf(line: string): string[] {
  return (line.match(/(?:"[^"]*"|[^\s"])+/g) ?? []).map((word) => word.replaceAll('"', ''));
}
