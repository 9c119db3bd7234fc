import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { VERSION } from '../../src/base/version.ts';

describe('VERSION', () => {
  it("is package.json's", () => {
    const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    assert.equal(VERSION, (JSON.parse(file) as { version: string }).version);
  });
});
