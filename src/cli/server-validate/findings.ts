import type { ConfSurroundings } from '../../server/options/load.ts';

/** What was found in a configuration. An error keeps a server from starting, or from doing what was meant. */
export interface Finding {
  readonly severity: 'error' | 'warning' | 'info';
  /** The option that it is about, as it is nested in a file; the place in the file, if it is about its text. */
  readonly where?: string;
  readonly text: string;
}

/** What the checks see of their machine. */
export interface ValidateHost extends ConfSurroundings {
  nowMs(): number;
  /** What stands at a path; undefined: nothing. */
  pathKind(path: string): 'file' | 'directory' | undefined;
  /** What the system says against using a path so; undefined: nothing. */
  access(path: string, use: 'read' | 'write'): string | undefined;
  /** What the system says against listening there; undefined: nothing. */
  listen(host: string, port: number): Promise<string | undefined>;
  /** The command line of a process; throws what the system says if it can't be had. */
  commandLine(pid: number): readonly string[];
  /** Directory in which a process runs. */
  directory(pid: number): string;
  /** A JSON document from a monitoring endpoint; throws a NatsxError that says why it could not be had. */
  fetchJson(url: string): Promise<unknown>;
}

export function error(where: string, text: string): Finding {
  return { severity: 'error', where, text };
}

export function warning(where: string, text: string): Finding {
  return { severity: 'warning', where, text };
}
