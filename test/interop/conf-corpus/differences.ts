// Which configurations natsx and a nats-server do not read alike, and why that is so. Everything else must get the same
// verdict, and the same line for the first error.
import { isAtLeast } from '../../support/peers.ts';

export interface ConfDifference {
  readonly id: string;
  readonly what: string;
  readonly why: string;
  /** nats-server has read it as natsx does since this version; absent: no version does. */
  readonly until?: string;
  /** What natsx says of each text: `valid`, or the line of its first error. */
  readonly texts: Readonly<Record<string, string>>;
}

export const confDifferences: readonly ConfDifference[] = [
  {
    id: 'conf-number-before-bracket',
    what: '`[1,2]` is an array of two numbers.',
    why: 'nats-server reads `2]` as a string and misses the bracket, so that a JSON file with numbers in arrays fails.',
    texts: {
      'a number before a bracket': 'valid',
      'a number before a bracket, closed again': 'line 1',
      'a unit before a bracket': 'valid',
    },
  },
  {
    id: 'conf-include-key',
    what: '`include` may be a key at the top: `"include": "./cluster.conf"`.',
    why: 'JSON files cannot include otherwise; no option has this name.',
    texts: {
      'include as a key of JSON': 'valid',
      'include as a key': 'valid',
      'include with an equals sign': 'valid',
    },
  },
  {
    id: 'conf-half-file',
    what: 'A file that ends within braces, quotes, or behind a separator is refused, and so is an entry without a value.',
    why: 'nats-server takes such a file in some of these cases: what was lost of a file written by half goes unseen.',
    texts: {
      'a separator at the very end': 'line 2',
      'a value of nothing before a comma': 'line 1',
      'a value of nothing before a semicolon': 'line 1',
      'a key without a value in an array': 'line 1',
      'a quote at the very end': 'line 2',
      'braces never closed, after a line': 'line 3',
      'several lines from the environment': 'line 1',
    },
  },
  {
    id: 'conf-odd-key',
    what: 'A key without quotes does not start with a bracket, comma or semicolon, and holds no brace; the error is where it stands.',
    why: 'nats-server takes `cluster{` and `[cluster]` for keys and complains lines later.',
    texts: {
      'a map without a blank before it, over lines': 'line 1',
      'a brace too many in the middle': 'line 2',
      'a bracket too many': 'line 2',
      'a section as in TOML': 'line 1',
    },
  },
  {
    id: 'conf-single-slash',
    what: 'A single `/` where a comment could start is refused.',
    why: 'nats-server skips it behind values and before keys of maps, so that `/foo` becomes the key `foo`.',
    texts: {
      'a single slash behind a value': 'line 1',
      'a single slash before a key of a map': 'line 1',
    },
  },
  {
    id: 'conf-units',
    what: 'A unit that does not exist, and a number that its unit makes larger than 64 bits, are refused.',
    why: 'nats-server drops the entry of `5kbb`, and turns `9eb` into another number.',
    texts: { 'a unit that does not exist': 'line 1', 'a unit that overflows': 'line 1' },
  },
  {
    id: 'conf-text',
    what: 'Text is UTF-8 without NUL, in escapes, too.',
    why: 'nats-server takes a NUL for the end of a value; bytes that are no text would all become the same character, also in passwords.',
    texts: { 'a NUL behind a value': 'line 1', 'bytes that are no character': 'line 1' },
  },
  {
    id: 'conf-depth',
    what: 'Arrays, maps and includes nest 200 deep at most.',
    why: 'What reads them recurses; configurations that people write nest about eight deep.',
    texts: { '250 levels': 'line 1' },
  },
  {
    id: 'conf-block-end',
    what: 'A block may end at the end of the file, and with the line end of Windows.',
    why: 'nats-server makes the closing bracket part of the text in the one case and does not find it in the other.',
    texts: {
      'a block at the end of the file': 'valid',
      'a block with line ends of Windows': 'valid',
    },
  },
  {
    id: 'conf-digits',
    what: 'Only the digits 0 to 9 make a number; those of other scripts are text.',
    why: 'nats-server starts to read a number and then cannot.',
    texts: { 'digits of another script': 'valid' },
  },
  {
    id: 'conf-last-key',
    what: 'A key without a value at the end of the file is refused.',
    why: '2.9.10 drops it. natsx follows the current nats-server.',
    until: '2.9.22',
    texts: {
      'a key alone at the end': 'line 3',
      'a key alone at the end, without a line end': 'line 2',
      'a key alone and blank lines': 'line 4',
      'quotes opened at the very end': 'line 1',
      'include and nothing, at the end': 'line 2',
    },
  },
  {
    id: 'conf-braces',
    what: 'Braces around what is at the top are counted, and may be followed by a comment.',
    why: '2.9.10 skips the opening one wherever it stands. natsx follows the current nats-server.',
    until: '2.11.0',
    texts: {
      'braces never closed, within a line': 'line 1',
      'braces in braces and a comma': 'valid',
      'braces in braces and no comma': 'line 1',
      'braces and comments': 'valid',
      'braces around nothing': 'valid',
    },
  },
  {
    id: 'conf-unit-and-digit',
    what: 'A unit followed by a digit makes a string, `4k2`.',
    why: '2.9.10 refuses it. natsx follows the current nats-server.',
    until: '2.15.2',
    texts: { 'a unit and a digit': 'valid' },
  },
];

/** What natsx says of texts that a nats-server of this version reads otherwise, by name. */
export function differencesFrom(version: string): ReadonlyMap<string, string> {
  const meant = confDifferences.filter(
    ({ until }) => until === undefined || !isAtLeast(version, until),
  );
  return new Map(meant.flatMap(({ texts }) => Object.entries(texts)));
}
