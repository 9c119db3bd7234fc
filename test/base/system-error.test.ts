import assert from 'node:assert/strict';
import { constants } from 'node:os';
import {
  fileErrorText,
  hostPort,
  listenErrorText,
  systemErrorText,
} from '../../src/base/system-error.ts';

/** An error as Node makes it for this code. */
function systemError(code: string, more: object = {}): Error {
  const errno = (constants.errno as Record<string, number | undefined>)[code];
  return Object.assign(new Error(`${code}: whatever`), {
    code,
    ...(errno !== undefined && { errno: -errno }),
    ...more,
  });
}

describe('systemErrorText', () => {
  for (const [code, text] of [
    ['EADDRINUSE', 'address already in use'],
    ['EADDRNOTAVAIL', 'cannot assign requested address'],
    ['EACCES', 'permission denied'],
    ['ENOENT', 'no such file or directory'],
    ['EISDIR', 'is a directory'],
    ['ENOTDIR', 'not a directory'],
    ['ENOSPC', 'no space left on device'],
    ['EMFILE', 'too many open files'],
    ['ENOTFOUND', 'no such host'],
  ] as const) {
    it(`says "${text}" for ${code}`, () => assert.equal(systemErrorText(systemError(code)), text));
  }

  it("falls back on the error's own words", () => {
    assert.equal(systemErrorText(new Error('port out of range')), 'port out of range');
  });
});

describe('fileErrorText', () => {
  it('names what was tried and where', () => {
    assert.equal(
      fileErrorText('open', '/x/y', systemError('ENOENT')),
      'open /x/y: no such file or directory',
    );
  });
});

describe('listenErrorText', () => {
  it('names the address that could not be bound', () => {
    const error = systemError('EADDRINUSE', { syscall: 'listen', address: '127.0.0.1' });
    assert.equal(
      listenErrorText('localhost', 4222, error),
      'listen tcp 127.0.0.1:4222: bind: address already in use',
    );
  });

  it('names 0.0.0.0 as it was given, though Node listens on ::', () => {
    const error = systemError('EADDRINUSE', { syscall: 'listen', address: '::' });
    assert.equal(
      listenErrorText('0.0.0.0', 4222, error),
      'listen tcp 0.0.0.0:4222: bind: address already in use',
    );
  });

  it('names the host that could not be found', () => {
    const error = systemError('ENOTFOUND', { syscall: 'getaddrinfo' });
    assert.equal(
      listenErrorText('nowhere.invalid', 4222, error),
      'listen tcp: lookup nowhere.invalid: no such host',
    );
  });
});

describe('hostPort', () => {
  it('puts an IPv6 address in brackets', () => {
    assert.equal(hostPort('::1', 4222), '[::1]:4222');
    assert.equal(hostPort('127.0.0.1', 4222), '127.0.0.1:4222');
  });
});
