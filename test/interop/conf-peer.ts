// What nats-server says of a configuration, and what natsx says, in the same words.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ConfError } from '../../src/conf/conf-error.ts';
import { confDigest } from '../../src/conf/digest.ts';
import { parseConfFile } from '../../src/conf/parser.ts';
import type { Peer } from '../support/peers.ts';
import type { ConfText } from './conf-corpus/conf-text.ts';

/** `valid`, with the digest where one is told; `line 3`; or `invalid` where no line is told. */
export interface Verdict {
  readonly outcome: string;
  readonly digest: string;
  /** What was said, for who reads a failure. */
  readonly said: string;
}

const NAME = 'main.conf';

/** A folder with a text and the files beside it. */
export interface WrittenText {
  readonly folder: string;
  readonly text: ConfText;
}

/** Writes each text into a folder of its own; `remove()` takes them all away. */
export function writeTexts(texts: readonly ConfText[]): {
  written: WrittenText[];
  remove: () => void;
} {
  const root = mkdtempSync(join(tmpdir(), 'natsx-conf-'));
  const written = texts.map((text, index) => {
    const folder = join(root, String(index));
    for (const [name, content] of Object.entries({ ...text.files, [NAME]: text.text })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    return { folder, text };
  });
  return { written, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Several processes at a time: one takes some 20 ms, most of it to start. */
const AT_A_TIME = 4;

/** What the peer says of each, in order. */
export async function theirVerdicts(peer: Peer, texts: readonly WrittenText[]): Promise<Verdict[]> {
  const verdicts = new Array<Verdict>(texts.length);
  const queue = texts.entries();
  const work = async () => {
    for (const [index, text] of queue) verdicts[index] = await theirVerdict(peer, text);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return verdicts;
}

function theirVerdict(peer: Peer, { folder, text }: WrittenText): Promise<Verdict> {
  const options = { cwd: folder, env: { ...text.env }, timeout: 15_000 };
  return new Promise((resolve, reject) => {
    execFile(peer.path, ['-t', '-c', NAME], options, (error, _stdout, stderr) => {
      // Killed, or never started: no verdict.
      if (error !== null && typeof error.code !== 'number')
        reject(new Error(`${peer.path} gave no verdict`, { cause: error }));
      else resolve(verdictOf(stderr, error === null));
    });
  });
}

function verdictOf(said: string, isValid: boolean): Verdict {
  const digest = /sha256:[0-9a-f]+/.exec(said)?.[0] ?? '';
  if (isValid) return { outcome: 'valid', digest, said };
  // The first place that is named: a line alone, or file:line:column of an option or of the end.
  const line = /on line (\d+)|\.\w+:(\d+):\d+/.exec(said)?.slice(1).find(Boolean);
  return { outcome: line === undefined ? 'invalid' : `line ${line}`, digest: '', said };
}

/** What natsx says. Here a text with options is judged as one without: only how it is written counts. */
export function ourVerdict({ folder, text }: WrittenText): Verdict {
  const surroundings = {
    readFile: (path: string) => readFileSync(join(folder, path), 'utf8'),
    env: text.env ?? {},
  };
  try {
    const map = parseConfFile(NAME, surroundings);
    return { outcome: 'valid', digest: confDigest(map), said: 'valid' };
  } catch (error) {
    if (!(error instanceof ConfError)) throw error;
    const line = error.problems[0]!.position.line;
    return { outcome: `line ${line}`, digest: '', said: error.message };
  }
}
