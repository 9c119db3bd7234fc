/** nsc.json: where the stores are, and which operator and account commands are about. */
import { join } from 'node:path';
import { NscError } from '../errors.ts';
import type { Files } from './files.ts';

export interface Settings {
  readonly storeRoot: string;
  readonly operator: string;
  readonly account: string;
  /** What else the file holds, for whoever wrote it. */
  readonly others: Readonly<Record<string, unknown>>;
}

export function settingsPath(folder: string): string {
  return join(folder, 'nsc.json');
}

/** What the file says; undefined if there is none. */
export function readSettings(folder: string, files: Files): Settings | undefined {
  const path = settingsPath(folder);
  const text = files.read(path);
  if (text === undefined) return undefined;
  const json = parse(path, text);
  const { store_root: root, operator, account, ...others } = json;
  const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
  return { storeRoot: textOf(root), operator: textOf(operator), account: textOf(account), others };
}

export function writeSettings(folder: string, settings: Settings, files: Files): void {
  const { storeRoot, operator, account, others } = settings;
  const defaults = { github_updates: 'nats-io/nsc', last_update: 0 };
  const json = {
    store_root: storeRoot,
    operator,
    account,
    ...defaults,
    ...others,
  };
  files.write(settingsPath(folder), JSON.stringify(json));
}

function parse(path: string, text: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null) return json as Record<string, unknown>;
  } catch (cause) {
    throw unreadable(path, (cause as Error).message, { cause });
  }
  throw unreadable(path, 'it holds no object');
}

function unreadable(path: string, complaint: string, options?: ErrorOptions): NscError {
  return new NscError('ERR_NSC_STORE', `error reading \`${path}\`: ${complaint}`, options);
}
