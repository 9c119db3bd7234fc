// Transcripts of nsc: command lines, and what Go's nsc answered. A file of them is both the corpus that the two tools are
// compared on and, where there is no Go, what ours is compared with:
//
//   % nsc add account ACME -k ACME.nk      the store that every case below begins with
//
//   $ nsc edit account ACME --conns 10     a case: one line or more, on a copy of that store
//   [ OK ] changed max connections to 10
//   ~ OP/accounts/ACME/ACME.jwt nats.limits.conn: -1 -> 10
import { readFileSync } from 'node:fs';

export interface Answer {
  /** 0, or 1 for anything else: natsx has more exit codes. */
  readonly code: number;
  readonly text: readonly string[];
}

export interface Case {
  readonly lines: readonly string[];
  /** Differences on purpose that show here. */
  readonly differences: readonly string[];
  /** Of each line. */
  readonly answers: readonly Answer[];
  /** What the lines changed on the disk. */
  readonly changes: readonly string[];
}

export interface Transcript {
  /** When Go's nsc was asked, as ISO 8601. */
  readonly made: string;
  readonly setup: readonly string[];
  readonly cases: readonly Case[];
}

const CHANGE = /^[-+~] /;

export function readTranscript(path: string): Transcript {
  let made = '';
  const setup: string[] = [];
  const cases: MutableCase[] = [];
  let open: MutableCase | undefined;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '') open = undefined;
    else if (line.startsWith('# made ')) made = line.slice('# made '.length);
    else if (line.startsWith('% nsc ')) setup.push(line.slice('% nsc '.length));
    else if (/^\$ nsc( |$)/.test(line)) {
      if (open === undefined) cases.push((open = emptyCase()));
      const [, command = '', marks = ''] = /^\$ nsc ?(.*?)(?:\s+# differs: (.*))?$/.exec(line)!;
      open.lines.push(command);
      open.differences.push(...marks.split(' ').filter((mark) => mark !== ''));
      open.answers.push({ code: 0, text: [] });
    } else if (open !== undefined && !line.startsWith('#')) takeAnswer(open, line);
  }
  return { made, setup, cases };
}

interface MutableCase extends Case {
  readonly lines: string[];
  readonly differences: string[];
  readonly answers: { code: number; text: string[] }[];
  readonly changes: string[];
}

function emptyCase(): MutableCase {
  return { lines: [], differences: [], answers: [], changes: [] };
}

/** What was printed stands two blanks in, so that it is never taken for anything else. */
function takeAnswer(open: MutableCase, line: string): void {
  const answer = open.answers.at(-1)!;
  if (line === '[1]') answer.code = 1;
  else if (CHANGE.test(line)) open.changes.push(line);
  else answer.text.push(line.replace(/^ {2}/, ''));
}

/** The case as it stands in a file. */
export function formatCase({ lines, differences, answers, changes }: Case): string {
  const marks = differences.length === 0 ? '' : `  # differs: ${differences.join(' ')}`;
  return [
    ...lines.flatMap((line, at) => [
      `$ nsc ${line}${at === 0 ? marks : ''}`,
      ...(answers[at]?.text ?? []).map((text) => `  ${text}`),
      ...(answers[at]?.code === 1 ? ['[1]'] : []),
    ]),
    ...changes,
  ].join('\n');
}

/** Splits a command line at blanks; quotes keep them. */
export function words(line: string): string[] {
  return (line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []).map((word) =>
    word.replace(
      /"([^"]*)"|'([^']*)'/g,
      (_, double?: string, single?: string) => double ?? single ?? '',
    ),
  );
}
