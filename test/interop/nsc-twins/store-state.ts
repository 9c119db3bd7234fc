// What changed on the disk of a home, as lines that can be compared: tokens as their claims, seeds as their names.
import type { KeyNames } from './known-keys.ts';
import type { SavedFile, Snapshot } from './snapshot.ts';

/** Places of ours, which Go's nsc does not have, and the helper files of the tests. */
const OURS = /(^|\/)(\.natsx-nsc\.|\.local\/state\/)|^here\/\w+\.(nk|pub)$/;

/** A token: header, claims and signature. */
export const TOKEN = /\beyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]+/g;

/** The differences between two states, one a line. */
export function changesOf(
  { files: before }: Snapshot,
  { files: after }: Snapshot,
  names: KeyNames,
  now: Date,
): string[] {
  const paths = Array.from(new Set([...before.keys(), ...after.keys()]))
    .filter((path) => !OURS.test(path))
    // Keys get their names in the order of the tokens about them: those of their files are random.
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const lines = paths.flatMap((path) => {
    const [old, fresh] = [before.get(path), after.get(path)];
    if (old?.text === fresh?.text && old?.mode === fresh?.mode) return [];
    const shown = shorten(path);
    if (fresh === undefined) return [`- ${shown}`];
    const values = contentsOf(path, fresh);
    if (old === undefined)
      return [`+ ${shown}`, ...valuesOf(values).map((line) => `+ ${shown} ${line}`)];
    return changedValues(contentsOf(path, old), values).map((line) => `~ ${shown} ${line}`);
  });
  return lines.map((line) => stableTimes(names.shorten(line), now)).sort();
}

function rank(path: string): number {
  return path.endsWith('.nk') ? 1 : 0;
}

function shorten(path: string): string {
  return path
    .replace('.local/share/nats/nsc/stores/', '')
    .replace('.local/share/nats/nsc/keys/', 'keystore/')
    .replace(/(^|\/)keys\/\w\/\w\w\//, '$1keys/');
}

/** Claims by path (`nats.limits.conn` → `-1`), or the text under the empty path. */
function contentsOf(path: string, { text, mode }: SavedFile): ReadonlyMap<string, string> {
  const values = new Map([['mode', mode]]);
  if (path.endsWith('.jwt') && text.startsWith('eyJ')) {
    flatten(JSON.parse(Buffer.from(text.split('.')[1]!, 'base64url').toString()), '', values);
    values.delete('jti');
    values.delete('iat');
  } else if (path.endsWith('.json')) {
    flatten(JSON.parse(text), '', values);
    // When Go's nsc looks for a newer one again.
    for (const name of ['jti', 'iat', 'last_update']) values.delete(name);
  } else if (path.endsWith('.creds')) {
    // Its token is that of the store, which is looked at there.
    values.set(
      'layout',
      text
        .replace(TOKEN, 'token')
        .replace(/\bSU[A-Z2-7]{56}\b/, 'seed')
        .replace(/\n/g, '\\n'),
    );
  } else {
    values.set('', text.replace(TOKEN, (_, body: string) => tokenText(body)).replace(/\n/g, '\\n'));
  }
  return values;
}

function flatten(value: unknown, path: string, into: Map<string, string>): void {
  if (typeof value !== 'object' || value === null)
    into.set(
      path,
      JSON.stringify(value).replace(TOKEN, (_, body: string) => tokenText(body)),
    );
  else if (Object.keys(value).length === 0) into.set(path, Array.isArray(value) ? '[]' : '{}');
  else {
    // Go writes the signing keys in the order of a map, which is none.
    const entries = path.endsWith('signing_keys')
      ? byKey(value as unknown[])
      : Object.entries(value);
    for (const [key, inner] of entries) flatten(inner, path === '' ? key : `${path}.${key}`, into);
  }
}

function byKey(keys: readonly unknown[]): [string, unknown][] {
  return keys.map((entry) =>
    typeof entry === 'string' ? [entry, ''] : [(entry as { key: string }).key, entry],
  );
}

/** A token in a text: what it says, without what is different each time. */
export function tokenText(body: string): string {
  const { sub, iss, name, nats } = JSON.parse(Buffer.from(body, 'base64url').toString()) as {
    sub?: string;
    iss?: string;
    name?: string;
    nats?: { type?: string };
  };
  return `<${nats?.type ?? 'some'} token of ${name ?? ''} ${sub ?? ''} by ${iss ?? ''}>`;
}

function valuesOf(values: ReadonlyMap<string, string>): string[] {
  return Array.from(values, ([path, value]) => `${path}: ${value}`);
}

function changedValues(
  old: ReadonlyMap<string, string>,
  fresh: ReadonlyMap<string, string>,
): string[] {
  const paths = new Set([...old.keys(), ...fresh.keys()]);
  return Array.from(paths)
    .filter((path) => old.get(path) !== fresh.get(path))
    .map((path) => `${path}: ${old.get(path) ?? '(none)'} -> ${fresh.get(path) ?? '(none)'}`);
}

/** Times of claims and revocations become their distance. */
function stableTimes(line: string, now: Date): string {
  const stable = line.replace(DATE, (time) => stableDate(time, now));
  if (!/\b(exp|nbf|revocations\.\S+): /.test(line)) return stable;
  return stable.replace(/\b\d{9,10}\b/g, (digits) => relativeTime(Number(digits), now));
}

/** A time as people read it. */
export const DATE = /\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?: UTC|Z| \+0000 UTC)/g;

export function stableDate(text: string, now: Date): string {
  if (text.includes('00:00:00')) return text;
  return relativeTime(Date.parse(`${text.slice(0, 10)}T${text.slice(11, 19)}Z`) / 1000, now);
}

/** Midnights, round numbers and distant times stay, which somebody wrote; all else is so and so far from `now`, in minutes unless it is a month or year. */
export function relativeTime(seconds: number, now: Date): string {
  if (seconds % 86_400 === 0 || seconds % 100_000 === 0) return String(seconds);
  const minutes = Math.round((seconds - now.getTime() / 1000) / 60);
  if (Math.abs(minutes) > 2 * 366 * 1440) return String(seconds);
  if (minutes >= 28 * 1440 && minutes <= 31 * 1440) return '<now+1M>';
  if (minutes >= 365 * 1440 && minutes <= 366 * 1440) return '<now+1y>';
  return minutes === 0 ? '<now>' : `<now${minutes < 0 ? '-' : '+'}${Math.abs(minutes)}m>`;
}
