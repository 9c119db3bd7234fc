import assert from 'node:assert/strict';
import { Files } from '../../../src/nsc/store/files.ts';
import { readSettings, settingsPath, writeSettings } from '../../../src/nsc/store/settings.ts';

describe('nsc.json', () => {
  const folder = '/nowhere/config';
  const path = settingsPath(folder);

  it('keeps what others wrote there', () => {
    const files = new Files();
    files.write(
      path,
      '{"store_root":"/s","operator":"O","account":"A","github_updates":"x","last_update":5,"new":1}',
    );
    const settings = readSettings(folder, files)!;
    assert.deepEqual([settings.storeRoot, settings.operator, settings.account], ['/s', 'O', 'A']);
    writeSettings(folder, { ...settings, account: '' }, files);
    const text =
      '{"store_root":"/s","operator":"O","account":"","github_updates":"x","last_update":5,"new":1}';
    assert.equal(files.read(path), text);
  });

  it('may be missing, but not be broken', () => {
    const files = new Files();
    assert.equal(readSettings(folder, files), undefined);
    for (const text of ['{', '[]x', '5']) {
      files.write(path, text);
      assert.throws(() => readSettings(folder, files), { code: 'ERR_NSC_STORE' });
    }
  });
});
