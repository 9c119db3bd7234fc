import assert from 'node:assert/strict';
import { isAboutLogin } from '../../../src/server/auth/about-login.ts';
import type { ServerOptions } from '../../../src/server/options/options.ts';
import type { OptionChange } from '../../../src/server/options/reload.ts';

describe('isAboutLogin', () => {
  const change = (option: keyof ServerOptions, old?: unknown, next?: unknown): OptionChange => ({
    option,
    path: option,
    old,
    next,
    effect: 'now',
    line: '',
  });

  it('tells changes of users from others', () => {
    assert.equal(isAboutLogin(change('authorization')), true);
    assert.equal(isAboutLogin(change('resolverPreload')), true);
    assert.equal(isAboutLogin(change('maxPayload')), false);
  });

  it('counts TLS where certificates begin or cease to say who one is', () => {
    const [maps, checks] = [{ verifyAndMap: true }, { verifyAndMap: false }];
    assert.equal(isAboutLogin(change('tls', checks, maps)), true);
    assert.equal(isAboutLogin(change('tls', maps, undefined)), true);
    assert.equal(isAboutLogin(change('tls', checks, { ...checks })), false);
  });
});
