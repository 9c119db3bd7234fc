import assert from 'node:assert/strict';
import { parseConf } from '../../../src/conf/parser.ts';
import type { ConfProblem } from '../../../src/conf/value.ts';
import { optionsFromConf } from '../../../src/server/options/from-conf.ts';
import type { GivenServerOptions } from '../../../src/server/options/options.ts';

/** Files by their paths; every other is missing. */
export type Files = Readonly<Record<string, string>>;

export function readFrom(files: Files): (path: string) => string {
  return (path) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error('none'), { code: 'ENOENT', errno: -2 });
    return text;
  };
}

/** What a configuration says, and what is wrong with it, each as `line:column: text`. */
export function readText(
  text: string,
  files: Files = {},
): { given: GivenServerOptions; errors: string[]; warnings: string[] } {
  const readFile = readFrom(files);
  const map = parseConf(text, 'x.conf', { readFile, env: {} });
  const { given, errors, warnings } = optionsFromConf(map, readFile);
  return { given, errors: errors.map(shown), warnings: warnings.map(shown) };
}

function shown({ position: { line, column }, text }: ConfProblem): string {
  return `${line}:${column}: ${text}`;
}

/** Tests that each text is read without complaint, as this. */
export function itReads(rows: readonly (readonly [string, GivenServerOptions])[]): void {
  for (const [text, given] of rows) {
    it(`reads ${text}`, () => {
      assert.deepEqual(readText(text), { given, errors: [], warnings: [] });
    });
  }
}

/** Tests that each text is refused for these reasons, wherever. */
export function itRefuses(rows: readonly (readonly [string, ...string[]])[]): void {
  for (const [text, ...reasons] of rows) {
    it(`refuses ${text}`, () => {
      const errors = readText(text).errors.map((line) => line.replace(/^\d+:\d+: /, ''));
      assert.deepEqual(errors, reasons);
    });
  }
}
