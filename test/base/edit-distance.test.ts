import assert from 'node:assert/strict';
import { editDistance } from '../../src/base/edit-distance.ts';

describe('editDistance', () => {
  const distances: [string, string, number][] = [
    ['', '', 0],
    ['', 'port', 4],
    ['port', 'port', 0],
    ['prot', 'port', 1],
    ['por', 'port', 1],
    ['ports', 'port', 1],
    ['pert', 'port', 1],
    ['writedeadline', 'write_deadline', 1],
    ['cluster', 'gateway', 7],
  ];
  for (const [one, other, distance] of distances) {
    it(`is ${distance} between "${one}" and "${other}", either way`, () => {
      assert.equal(editDistance(one, other), distance);
      assert.equal(editDistance(other, one), distance);
    });
  }
});
