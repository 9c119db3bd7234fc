import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { COMPATIBILITY_VERSION, NATSX_VERSION, goVersionText } from '../../src/server/version.ts';

describe('version', () => {
  it("is package.json's", () => {
    const file = new URL('../../package.json', import.meta.url);
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
    assert.equal(NATSX_VERSION, version);
  });

  it('is told to clients as plain numbers, which they compare', () => {
    assert.match(COMPATIBILITY_VERSION, /^\d+\.\d+\.\d+$/);
  });

  it('names natsx and Node where nats-server names Go', () => {
    assert.equal(goVersionText, `natsx ${NATSX_VERSION}, node ${process.version}`);
  });
});
