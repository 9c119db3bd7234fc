/**
 * One process at a time runs a deployment: it holds the lock of the folder, and tells in `running.json` what it runs. If
 * it was killed, its servers may still be there; the next one ends them.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { replaceFile } from '../base/replace-file.ts';
import { NatsxError } from '../base/errors.ts';
import { fileErrorText } from '../base/system-error.ts';
import { Lock } from '../nsc/store/lock.ts';
import { isRunning, processOf, type ProcessId } from '../nsc/store/process-id.ts';
import type { Place } from './place.ts';

/** What others can read of a deployment that runs. */
interface RunningRecord {
  readonly pid: number;
  /** RFC 3339. */
  readonly since: string;
  /** Where clients connect; none while it is starting. */
  readonly urls: readonly string[];
  /** Servers that are processes of their own. */
  readonly processes: readonly ProcessId[];
}

/** How long servers that were left over have to end. */
const PATIENCE_MS = 3_000;

export class Running {
  readonly #place: Place;
  readonly #lock: Lock;
  #record: RunningRecord;

  /**
   * Takes a deployment for this process. Rejects with ERR_UP_RUNNING and says who has it; `pid` is this process, `onLeft`
   * hears how many servers were left over.
   */
  static async claim(
    place: Place,
    { pid, now, onLeft }: { pid: number; now: Date; onLeft: (count: number) => void },
  ): Promise<Running> {
    await makeFolder(place.root);
    const before = await readRecord(place);
    const refusal = (owner: ProcessId) => alreadyRunning(place, owner, before);
    const lock = await Lock.take(place.root, { patienceMs: 0, refusal });
    try {
      const count = await endLeftovers((await readRecord(place))?.processes ?? []);
      if (count > 0) onLeft(count);
      const running = new Running(place, lock, {
        pid,
        since: now.toISOString(),
        urls: [],
        processes: [],
      });
      await running.#write();
      return running;
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  private constructor(place: Place, lock: Lock, record: RunningRecord) {
    this.#place = place;
    this.#lock = lock;
    this.#record = record;
  }

  /** Takes note of servers that would be left over. */
  async owns(pids: readonly number[]): Promise<void> {
    const processes = [...this.#record.processes, ...pids.map(processOf)];
    this.#record = { ...this.#record, processes };
    await this.#write();
  }

  async serves(urls: readonly string[]): Promise<void> {
    this.#record = { ...this.#record, urls };
    await this.#write();
  }

  /** All that it ran has ended. */
  async release(): Promise<void> {
    await rm(this.#place.running, { force: true });
    this.#lock.release();
  }

  async #write(): Promise<void> {
    const { running: path } = this.#place;
    try {
      await replaceFile(path, `${JSON.stringify(this.#record, undefined, 2)}\n`, 0o600);
    } catch (cause) {
      throw new NatsxError('ERR_FILE', fileErrorText('write', path, cause), { cause });
    }
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new NatsxError('ERR_FILE', fileErrorText('open', path, cause), {
      cause,
      suggestions: ['XDG_DATA_HOME says where deployments are; it must be a folder to write in'],
    });
  }
}

/** Undefined if there is none, or none that is whole: then nobody can say what it held. */
async function readRecord(place: Place): Promise<RunningRecord | undefined> {
  try {
    const { pid, since, urls, processes } = JSON.parse(
      await readFile(place.running, 'utf8'),
    ) as Partial<RunningRecord>;
    if (pid === undefined || since === undefined) return undefined;
    return { pid, since, urls: urls ?? [], processes: processes ?? [] };
  } catch {
    return undefined;
  }
}

function alreadyRunning(
  { name, root }: Place,
  { host, pid }: ProcessId,
  record: RunningRecord | undefined,
): NatsxError {
  const isTold = record?.pid === pid;
  const where = isTold && record.urls.length > 0 ? `, at ${record.urls.join(', ')}` : '';
  const since = isTold ? ` since ${record.since}` : '';
  return new NatsxError(
    'ERR_UP_RUNNING',
    `${JSON.stringify(name)} is already running: process ${pid} of ${host}${since}${where}`,
    {
      suggestions: [
        `end it with Ctrl-C where it runs, or: kill ${pid}`,
        'run another beside it: natsx up --name other',
        `its files are in ${root}`,
      ],
    },
  );
}

/** Ends servers of a process that was killed, and answers how many there were. */
async function endLeftovers(processes: readonly ProcessId[]): Promise<number> {
  // Without the time of its start, the number may be that of another process by now.
  const left = processes.filter((each) => each.started !== '' && isRunning(each) === true);
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    for (const each of left) if (isRunning(each) === true) kill(each.pid, signal);
    const end = Date.now() + PATIENCE_MS;
    while (left.some((each) => isRunning(each) === true) && Date.now() < end) await wait(20);
  }
  return left.length;
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It has just ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
