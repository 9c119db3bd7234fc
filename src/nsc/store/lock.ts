/**
 * One process at a time changes a store. The lock is a file beside the operators that names its owner; it appears and
 * goes as a whole. A lock whose owner is gone is taken away by whoever holds the lock on that very lock, so that two who
 * find it don't take each other's away.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { NatsxError } from '../../base/errors.ts';
import { NscError } from '../errors.ts';
import { cannot, isMissing } from './file-errors.ts';
import { isRunning, thisProcess, type ProcessId } from './process-id.ts';

export const LOCK_FILE = '.natsx-nsc.lock';

export interface LockOptions {
  /** How long others may keep it, in milliseconds; default 60 s, in which fifty on a slow disk get their turn. */
  readonly patienceMs?: number;
  /** What is thrown when they keep it longer. Default: that another nsc changes the store. */
  readonly refusal?: (owner: ProcessId) => NatsxError;
}

interface Owner extends ProcessId {
  /** Which of a process' locks it is; also part of the names of its temporary files. */
  readonly id: string;
}

export class Lock {
  /** Names the temporary files of who holds the lock. */
  readonly id: string;
  /** Of the owner that died with the lock, whose temporary files are left. */
  readonly abandoned: readonly string[];
  readonly #path: string;

  private constructor(path: string, id: string, abandoned: readonly string[]) {
    this.#path = path;
    this.id = id;
    this.abandoned = abandoned;
  }

  /** Waits until nobody else changes what is in `folder`, which is made if it is missing. */
  static async take(folder: string, options: LockOptions = {}): Promise<Lock> {
    const path = join(folder, LOCK_FILE);
    const { patienceMs = 60_000, refusal = (owner: ProcessId) => locked(path, owner) } = options;
    const id = randomBytes(8).toString('hex');
    const abandoned: string[] = [];
    const end = Date.now() + patienceMs;
    let pauseMs = 5;
    // Who waits only looks: fifty that tried to take it each time would slow down the one who has it.
    while (existsSync(path) || !takeNow(path, id)) {
      const owner = readOwner(path);
      if (owner === undefined) continue;
      if (isRunning(owner) === false) {
        if (removeDead(path, owner)) abandoned.push(owner.id);
        continue;
      }
      if (Date.now() > end) throw refusal(owner);
      // Not all at the same time again.
      await setTimeout(pauseMs * (0.5 + Math.random()));
      pauseMs = Math.min(pauseMs * 1.5, 100);
    }
    return new Lock(path, id, abandoned);
  }

  release(): void {
    rmSync(this.#path, { force: true });
  }
}

/** The lock appears with its contents, or not at all: link, unlike rename, fails if the name is taken. */
function takeNow(path: string, id: string): boolean {
  const draft = `${path}.${id}.new`;
  const owner: Owner = { id, ...thisProcess() };
  try {
    writeNew(draft, JSON.stringify(owner));
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cannot('writing', path, error);
  } finally {
    rmSync(draft, { force: true });
  }
}

function writeNew(path: string, text: string): void {
  try {
    writeFileSync(path, text, { mode: 0o600 });
  } catch (error) {
    if (!isMissing(error)) throw error;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, text, { mode: 0o600 });
  }
}

function readOwner(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Owner; // Nobody but takeNow writes it.
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw cannot('reading', path, error);
  }
}

/** Takes a dead owner's lock away, unless another process is at it. */
function removeDead(path: string, dead: Owner): boolean {
  const inner = `${path}.${dead.id}`;
  if (!takeNow(inner, randomBytes(8).toString('hex'))) {
    const owner = readOwner(inner);
    if (owner !== undefined && isRunning(owner) === false) removeDead(inner, owner);
    return false;
  }
  try {
    // Somebody may have been here before; who is there now lives.
    if (readOwner(path)?.id !== dead.id) return false;
    rmSync(path, { force: true });
    return true;
  } finally {
    rmSync(inner, { force: true });
  }
}

function locked(path: string, { host, pid }: ProcessId): NscError {
  const where = isRunning({ host, pid, started: '' }) === undefined ? ` on ${host}` : '';
  return new NscError(
    'ERR_NSC_LOCKED',
    `another nsc, process ${pid}${where}, is changing the store`,
    {
      suggestions: [`wait for it, or remove ${path} if it is gone`],
    },
  );
}
