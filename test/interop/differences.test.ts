import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { differences } from './differences.ts';
import { corpus } from './sessions/index.ts';

describe('the list of differences', () => {
  it('is the one in docs/differences.md', () => {
    const text = readFileSync(new URL('../../docs/differences.md', import.meta.url), 'utf8');
    const told = text.slice(text.indexOf('## On purpose'), text.indexOf('## What depends on'));
    const headings = Array.from(told.matchAll(/^### (.+)$/gm), ([, heading]) => heading);
    assert.deepEqual(headings.sort(), differences.map(({ id }) => id).sort());
  });

  it('names sessions that there are', () => {
    const names = new Set(Object.values(corpus).flatMap((part) => part.map(({ name }) => name)));
    const named = differences.flatMap(({ sessions, example }) => [
      ...Object.keys(sessions ?? {}),
      ...(example === undefined ? [] : [example]),
    ]);
    assert.deepEqual(
      named.filter((name) => !names.has(name)),
      [],
    );
  });

  it('speaks of sessions by names that are unique', () => {
    const names = Object.values(corpus).flatMap((part) => part.map(({ name }) => name));
    assert.deepEqual(
      names.filter((name, at) => names.indexOf(name) !== at),
      [],
    );
  });
});
