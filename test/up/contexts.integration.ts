import assert from 'node:assert/strict';
import { EMPTY_CONTEXT } from '../../src/nats-client/context.ts';
import { addContexts } from '../../src/up/contexts.ts';
import { modeOf, ONE_SERVER, planned, SUPER_CLUSTER, TemporaryHome } from './temporary-home.ts';

describe('The contexts of a deployment', () => {
  const add = (home: TemporaryHome, topology = ONE_SERVER) => {
    const { nsc } = home.place();
    const creds = { user: `${nsc}/app.creds`, system: `${nsc}/sys.creds` };
    return addContexts(home.contexts, home.place(), planned(topology), creds);
  };

  it('are added, and none is selected', async () => {
    using home = new TemporaryHome();
    const { user, system, others, refused } = await add(home);
    assert.deepEqual([user?.name, system?.name, others, refused], ['local', 'local-sys', [], []]);
    assert.deepEqual(await home.contexts.names(), ['local', 'local-sys']);
    assert.equal(await home.contexts.selected(), undefined);
    const { url, creds } = await home.contexts.load('local');
    assert.equal(url, 'nats://127.0.0.1:4222');
    assert.equal(creds, `${home.place().nsc}/app.creds`);
    assert.equal(modeOf(home.contexts.path('local')), '600');
  });

  it('are one for each other cluster and for each leafnode', async () => {
    using home = new TemporaryHome();
    const { others } = await add(home, SUPER_CLUSTER);
    assert.deepEqual(
      others.map(({ name, url }) => [name, url]),
      [
        ['local-b', 'nats://127.0.0.1:4225,nats://127.0.0.1:4226,nats://127.0.0.1:4227'],
        ['local-leaf1', 'nats://127.0.0.1:4228'],
      ],
    );
  });

  it('leave alone what the user has under these names', async () => {
    using home = new TemporaryHome();
    const own = { ...EMPTY_CONTEXT, url: 'nats://prod:4222', creds: '/elsewhere/joe.creds' };
    await home.contexts.save('local', own);
    await home.contexts.select('local');
    const { user, system, refused } = await add(home);
    assert.deepEqual([user, system?.name, refused], [undefined, 'local-sys', ['local']]);
    assert.deepEqual(await home.contexts.load('local'), own);
    assert.equal(await home.contexts.selected(), 'local');
  });

  it('follow the ports, and keep what somebody has put into them', async () => {
    using home = new TemporaryHome();
    await add(home);
    const before = await home.contexts.load('local');
    await home.contexts.save('local', { ...before, url: 'nats://old:1', inbox_prefix: '_JOE' });
    await add(home);
    assert.deepEqual(await home.contexts.load('local'), { ...before, inbox_prefix: '_JOE' });
  });
});
