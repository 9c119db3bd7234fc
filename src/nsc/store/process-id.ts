/** Who a process is: its number alone may belong to another one by now. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

export interface ProcessId {
  readonly host: string;
  readonly pid: number;
  /** When it started, in ticks since the system did; empty where the system does not tell. */
  readonly started: string;
}

export function thisProcess(): ProcessId {
  return processOf(process.pid);
}

/** A process of this machine. */
export function processOf(pid: number): ProcessId {
  return { host: hostname(), pid, started: startOf(pid) ?? '' };
}

/** Whether the process runs; undefined if it can't be known, since it is on another machine. */
export function isRunning({ host, pid, started }: ProcessId): boolean | undefined {
  if (host !== hostname()) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is somebody else's, so it is there.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = startOf(pid);
  return started === '' || now === undefined || now === started;
}

/** proc(5): the 22nd field of stat; the second is in brackets and may hold blanks. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined; // Not Linux, or the process has just ended.
  }
}
