import assert from 'node:assert/strict';
import { ResponsePermits } from '../../../src/server/auth/response-permits.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('ResponsePermits', () => {
  const clock = new FakeClock();
  beforeEach(() => clock.install());
  afterEach(() => clock.uninstall());

  it('lets requests be answered, and nothing else', () => {
    const permits = new ResponsePermits({ max: 1, expiresMs: 1_000 });
    permits.grant('r');
    assert.equal(permits.use('s'), false);
    assert.equal(permits.use('r'), true);
  });

  it('counts the answers to each request', () => {
    const permits = new ResponsePermits({ max: 2, expiresMs: 1_000 });
    permits.grant('r');
    permits.grant('s');
    assert.deepEqual([permits.use('r'), permits.use('r'), permits.use('r')], [true, true, false]);
    assert.equal(permits.use('s'), true);
  });

  it('counts anew with each request, also with the same reply', () => {
    const permits = new ResponsePermits({ max: 1, expiresMs: 1_000 });
    permits.grant('r');
    assert.equal(permits.use('r'), true);
    permits.grant('r');
    assert.deepEqual([permits.use('r'), permits.use('r')], [true, false]);
  });

  it('lets an answer come no later than it may', () => {
    const permits = new ResponsePermits({ max: 5, expiresMs: 1_000 });
    permits.grant('r');
    clock.pass(1_000);
    assert.equal(permits.use('r'), true);
    clock.pass(1);
    assert.equal(permits.use('r'), false);
  });

  it('knows no end where none is set', () => {
    const permits = new ResponsePermits({ max: -1, expiresMs: -1 });
    permits.grant('r');
    clock.pass(10 ** 9);
    for (let i = 0; i < 1_000; i++) assert.equal(permits.use('r'), true);
  });

  it('forgets what is used up or over, once in a while', () => {
    const permits = new ResponsePermits({ max: 1, expiresMs: 10_000 });
    for (let i = 0; i < 100; i++) permits.grant(`r${i}`);
    for (let i = 0; i < 50; i++) permits.use(`r${i}`);
    clock.pass(1_001);
    permits.grant('s');
    assert.equal(permits.size, 51);
    clock.pass(10_001);
    permits.grant('t');
    assert.equal(permits.size, 1);
  });

  it('holds a bounded number, and lets the oldest go', () => {
    const permits = new ResponsePermits({ max: -1, expiresMs: -1 });
    permits.grant('again');
    permits.grant('first');
    permits.grant('again');
    for (let i = 0; i < 65_535; i++) permits.grant(`r${i}`);
    assert.equal(permits.size, 65_536);
    assert.equal(permits.use('first'), false);
    assert.equal(permits.use('again'), true);
  });
});
