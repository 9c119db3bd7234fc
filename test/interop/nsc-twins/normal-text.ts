// What a tool printed, without what differs from run to run, and without what is ours on purpose in every message.
import type { KeyNames } from './known-keys.ts';
import { DATE, relativeTime, stableDate, TOKEN, tokenText } from './store-state.ts';

interface Surroundings {
  readonly home: string;
  readonly names: KeyNames;
  readonly now: Date;
}

export function normalText(printed: string, { home, names, now }: Surroundings): string[] {
  const hasPath = printed.includes(home);
  const text = withoutStack(withoutUsage(printed))
    .replace(/\u001b\[[01]m/g, '')
    .replaceAll(home, '~')
    .replace(TOKEN, (_, body: string) => tokenText(body))
    .replace(DATE, (time) => stableDate(time, now))
    .replace(
      /"(iat|exp|nbf)": (\d{9,10})/g,
      (_, name: string, digits: string) => `"${name}": "${relativeTime(Number(digits), now)}"`,
    )
    .replace(/"jti": "[A-Z2-7]{52}"/g, '"jti": ""')
    .replace(/(keys\/[OAUX]\/)[A-Z2-7]{2}\//g, '$1')
    // list keys has the tokens of the entities as base64.
    .replace(/"jwt": "ZXlK[\w+/]*={0,2}"/g, '"jwt": "token"');
  const lines = sortedJson(names.shorten(text))
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  const shown = (hasPath ? lines.map(squeezed) : lines).filter((_, at) => !isAdvice(lines, at));
  return withSortedKeys(shown);
}

/** cobra shows the flags behind some errors. */
function withoutUsage(text: string): string {
  return text.replace(/^Usage:\n[^]*$/m, '');
}

function withoutStack(text: string): string {
  return text.replace(/^(panic: .*)\n[^]*$/m, '$1');
}

/** What natsx says below an error: what to do next. */
function isAdvice(lines: readonly string[], at: number): boolean {
  if (lines[at]!.startsWith('  known are ')) return true;
  if (!lines[at]!.startsWith('  ')) return false;
  for (let before = at - 1; before >= 0; before--) {
    if (lines[before]!.startsWith('Error: ')) return true;
    if (!lines[before]!.startsWith('  ')) return false;
  }
  return false;
}

/** Go shows the signing keys of an account in the order of a map, which is none. */
function withSortedKeys(lines: readonly string[]): string[] {
  const sorted = [...lines];
  for (let at = 0; at < sorted.length; at++) {
    const isKeyOf = sorted[at]!.startsWith('| Signing Keys ')
      ? (line: string) => /^\| +\| [@<]\w+>? \|$/.test(line)
      : signingKeyRow(sorted[at]!);
    if (isKeyOf === undefined) continue;
    let end = at + 1;
    while (end < sorted.length && isKeyOf(sorted[end]!)) end++;
    const keys = sorted
      .slice(at, end)
      .map((line) => KEY.exec(line)![0])
      .sort();
    for (const [step, key] of keys.entries())
      sorted[at + step] = sorted[at + step]!.replace(KEY, key);
    at = end - 1;
  }
  return sorted;
}

const KEY = /[@<]\w+>?/;

/** Of `list keys`: the rows with the same entity that are signing keys, too. */
function signingKeyRow(line: string): ((other: string) => boolean) | undefined {
  const shape = (row: string) => row.replace(KEY, 'key');
  return /^(\| +\S+ +\| [@<]\w+>?(\.seed)? \| \* |\[ OK \] (exported|moved|deleted signing key) "[@<]\w+>?"$)/.test(
    line,
  )
    ? (other) => shape(other) === shape(line)
    : undefined;
}

/** Tables are as wide as the paths in them. */
function squeezed(line: string): string {
  return line.replace(/ {2,}/g, ' ').replace(/-{3,}/g, '---');
}

function sortedJson(text: string): string {
  if (!/^\s*[[{"]/.test(text)) return text;
  try {
    return JSON.stringify(sorted(JSON.parse(text)), undefined, 1);
  } catch {
    return text; // Something in brackets that is no JSON.
  }
}

function pubOf(value: unknown): string {
  return (value as { pub?: string } | null)?.pub ?? '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sorted(value: unknown): unknown {
  // The keys of list keys come in the order of a map, too.
  if (Array.isArray(value)) return value.map(sorted).sort((a, b) => compare(pubOf(a), pubOf(b)));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
