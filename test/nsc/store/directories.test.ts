import assert from 'node:assert/strict';
import {
  abbreviateHome,
  chooseDirectories,
  expandPath,
  type DirectorySettings,
} from '../../../src/nsc/store/directories.ts';

const settings: DirectorySettings = { env: {}, home: '/h', current: '/c', exists: () => false };

describe('chooseDirectories', () => {
  it('takes the XDG places', () => {
    assert.deepEqual(chooseDirectories(settings), {
      config: '/h/.config/nats/nsc',
      stores: '/h/.local/share/nats/nsc/stores',
      storesAreGiven: false,
      keystore: '/h/.local/share/nats/nsc/keys',
      state: '/h/.local/state/natsx/nsc',
      contexts: '/h/.config/nats/context',
      home: '/h',
      current: '/c',
    });
  });

  it('follows the XDG variables', () => {
    const env = { XDG_CONFIG_HOME: '/x', XDG_DATA_HOME: '/y', XDG_STATE_HOME: '/z' };
    const { config, stores, keystore, state, contexts } = chooseDirectories({ ...settings, env });
    assert.deepEqual(
      [config, stores, keystore, state, contexts],
      ['/x/nats/nsc', '/y/nats/nsc/stores', '/y/nats/nsc/keys', '/z/natsx/nsc', '/x/nats/context'],
    );
  });

  it('goes on with the places of an older nsc as long as only they are there', () => {
    const old = new Set(['/h/.nsc', '/h/.nsc/nats', '/h/.nkeys']);
    const { config, stores, keystore } = chooseDirectories({
      ...settings,
      exists: (path) => old.has(path),
    });
    assert.deepEqual([config, stores, keystore], ['/h/.nsc', '/h/.nsc/nats', '/h/.nkeys']);
    assert.equal(
      chooseDirectories({ ...settings, exists: () => true }).config,
      '/h/.config/nats/nsc',
    );
  });

  it('lets flags go before variables, and one for all before each', () => {
    const env = { NSC_HOME: '~/n', NKEYS_PATH: 'k' };
    const chosen = chooseDirectories({ ...settings, env });
    assert.deepEqual([chosen.config, chosen.keystore], ['/h/n', '/c/k']);
    const flagged = chooseDirectories({
      ...settings,
      env,
      configDir: '/1',
      keystoreDir: '/2',
      dataDir: '/3',
    });
    assert.deepEqual([flagged.config, flagged.keystore, flagged.stores], ['/1', '/2', '/3']);
    assert.equal(flagged.storesAreGiven, true);
    const all = chooseDirectories({ ...settings, env, configDir: '/1', allDirs: 'all' });
    assert.deepEqual([all.config, all.keystore, all.stores], ['/c/all', '/c/all', '/c/all']);
  });
});

describe('paths', () => {
  it('are expanded and abbreviated', () => {
    const expanded = ['~', '~/a', 'a/../b', '/a'].map((path) => expandPath(path, '/h', '/c'));
    assert.deepEqual(expanded, ['/h', '/h/a', '/c/b', '/a']);
    const shown = ['/h', '/h/a', '/hello', '/x'].map((path) => abbreviateHome(path, '/h'));
    assert.deepEqual(shown, ['~', '~/a', '/hello', '/x']);
  });
});
