import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Place } from '../../src/up/place.ts';

describe('The place of a deployment', () => {
  it('is one folder', () => {
    const place = new Place('/data', 'local');
    assert.equal(place.root, join('/data', 'natsx', 'local'));
    const { conf, log, jwt } = place.server('a1');
    for (const path of [place.nsc, place.linkPassword, place.running, conf, log, jwt]) {
      assert.ok(path.startsWith(join(place.root, '/')), path);
    }
  });

  for (const name of ['', '..', 'a/b', 'a\\b', '-a', 'a b', '*', 'keys', 'CREDS', 'history', 'é']) {
    it(`refuses the name ${JSON.stringify(name)}`, () => {
      assert.throws(() => new Place('/data', name), { code: 'ERR_USAGE' });
    });
  }
});
