import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { optionsReference, REFERENCE } from '../../../.ci/options-reference.ts';

import { completeOptions } from '../../../src/server/options/options.ts';
import {
  isShorthand,
  keysOf,
  type Option,
  type Shorthand,
} from '../../../src/server/options/option.ts';
import { serverTable } from '../../../src/server/options/server-table.ts';
import { readText } from './read-text.ts';

describe('docs/reference/options.md', () => {
  it('is what the tables say', () => {
    assert.equal(
      readFileSync(REFERENCE, 'utf8'),
      optionsReference(),
      'run `node --import tsx .ci/options-reference.ts` and commit the page',
    );
  });
});

describe('serverTable', () => {
  it('says the defaults that it has', () => {
    const page = optionsReference();
    for (const [name, entry] of Object.entries<Option | Shorthand>(serverTable)) {
      if (isShorthand(entry) || entry.key !== undefined) continue;
      const value = entry.default;
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
        continue;
      const said = `\`(${name}|${snakeCase(name)})\`[^\\n]*Default "?${value}\\b`;
      assert.match(page, new RegExp(said), name);
    }
  });

  it('takes 0 and an empty text for nothing where it says so', () => {
    let tried = 0;
    for (const [name, entry] of Object.entries<Option | Shorthand>(serverTable)) {
      if (isShorthand(entry) || entry.zeroIsDefault !== true) continue;
      const nothing = { duration: '"0s"', text: '""' }[entry.kind.name] ?? '0';
      const { given, errors } = readText(`${keysOf(name, entry)[0]}: ${nothing}`);
      assert.deepEqual([errors, given], [[], {}], name);
      tried++;
    }
    assert.ok(tried > 10);
  });

  it('refuses to be told so by a program', () => {
    for (const given of [{ maxPayload: 0 }, { pingIntervalMs: 0 }]) {
      assert.throws(() => completeOptions(given), { code: 'ERR_OPTIONS' });
    }
  });
});

function snakeCase(name: string): string {
  return name.replace(/Ms$/, '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
