import assert from 'node:assert/strict';
import { FailedLogins } from '../../../src/server/auth/failed-logins.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('FailedLogins', () => {
  const clock = new FakeClock();
  beforeEach(() => clock.install());
  afterEach(() => clock.uninstall());

  const login = { host: '192.0.2.1', who: 'User "u"', why: 'Password or token is wrong' };

  it('slows down who keeps trying the same, up to a second', () => {
    const failed = new FailedLogins();
    const delays = Array.from({ length: 9 }, () => failed.add(login));
    assert.deepEqual(delays, [0, 50, 100, 200, 400, 800, 1_000, 1_000, 1_000]);
  });

  it('does not make others wait for it', () => {
    const failed = new FailedLogins();
    failed.add(login);
    assert.equal(failed.add({ ...login, host: '192.0.2.2' }), 0);
    assert.equal(failed.add({ ...login, who: 'User "v"' }), 0);
    assert.equal(failed.add({ ...login, who: undefined }), 0);
  });

  it('begins anew after a success, and after a quiet minute', () => {
    const failed = new FailedLogins();
    failed.add(login);
    failed.forgive(login);
    assert.equal(failed.add(login), 0);
    clock.pass(59_000);
    assert.equal(failed.add(login), 50);
    clock.pass(60_000);
    assert.equal(failed.add(login), 0);
  });

  it('counts all, and keeps the last hundred', () => {
    const failed = new FailedLogins();
    for (let i = 0; i < 250; i++) failed.add({ ...login, who: `User "${i}"` });
    assert.equal(failed.total, 250);
    assert.equal(failed.latest.length, 100);
    assert.equal(failed.latest[0]!.who, 'User "150"');
    assert.equal(failed.latest.at(-1)!.why, login.why);
    assert.ok(failed.latest.every(({ at }) => at instanceof Date));
  });

  it('counts a bounded number of peers', () => {
    const failed = new FailedLogins();
    failed.add(login);
    for (let i = 0; i < 10_000; i++) failed.add({ ...login, who: `User "${i}"` });
    assert.equal(failed.add(login), 0, 'it was pushed out');
    assert.equal(failed.add({ ...login, who: 'User "9999"' }), 50);
  });
});
