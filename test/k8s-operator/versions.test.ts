import assert from 'node:assert/strict';
import { imageTag, isAtLeast, versionLabel } from '../../src/k8s-operator/versions.ts';

const DIGEST = `@sha256:${'0'.repeat(64)}`;

describe('versions', () => {
  const known: [string, string, string][] = [
    ['2.14.2', '2.14.2', '2.14.2'],
    ['v2.14.2-alpine', '2.14.2-alpine', '2.14.2-alpine'],
    ['vendor', 'vendor', 'vendor'],
    [`2.14.2${DIGEST}`, `2.14.2${DIGEST}`, '2.14.2'],
  ];
  for (const [version, tag, label] of known) {
    it(`knows tag and label of ${version}`, () => {
      assert.deepEqual([imageTag(version), versionLabel(version)], [tag, label]);
    });
  }

  const compared: [string, boolean][] = [
    ['2.6.6', false],
    ['2.7', true],
    ['2.7.0', true],
    ['v2.10.1', true],
    ['3.0.0', true],
    ['1.9.0', false],
    ['nightly', true],
    ['20201008', true],
  ];
  for (const [version, isNew] of compared) {
    it(`takes ${version} for ${isNew ? '2.7 or later' : 'older than 2.7'}`, () => {
      assert.equal(isAtLeast(version, 2, 7), isNew);
    });
  }
});
