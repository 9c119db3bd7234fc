import assert from 'node:assert/strict';
import { INTERNAL } from '../../../src/server/delivery/audience.ts';
import { Broker } from '../../support/broker.ts';

describe('InternalConnection', () => {
  const login = {
    accounts: {
      A: { users: [{ user: 'a', password: 'p' }], exports: [{ service: 'q' }] },
      B: {
        users: [{ user: 'b', password: 'p' }],
        imports: [{ service: { account: 'A', subject: 'q' } }],
      },
    },
  };

  it('stands behind subscriptions and takes nothing itself', () => {
    const broker = new Broker({}, { login });
    const [own] = [...broker.accounts.get('B')!.subscriptions()];
    assert.ok(own !== undefined);
    const { connection } = own;
    assert.deepEqual(
      [connection.id, connection.isClosed, connection.describe()],
      [0, false, 'ACCOUNT'],
    );
    const message = {
      subject: 'q',
      reply: '',
      headerSize: 0,
      size: 0,
      sizes: '0',
      frame: Buffer.from('..'),
      ownsFrame: true,
    };
    assert.equal(connection.deliver(own, 'q', message), false);
    assert.equal(connection.lineForm(own, 'q', INTERNAL, ''), undefined);
    assert.equal(connection.pendingBytes, 0);
  });
});
