import assert from 'node:assert/strict';
import { Remote, type RemoteTerms } from '../../../src/server/gateway/remote.ts';
import { Retries } from '../../../src/server/peers/retries.ts';

function remote(...urls: readonly string[]): Remote {
  const terms: RemoteTerms | undefined = urls.length === 0 ? undefined : { urls, tls: undefined };
  return new Remote('X', terms, new Retries({ grows: false, most: 0 }));
}

describe('Remote', () => {
  it('knows each place once, by the URL that says with whom to log in', () => {
    const x = remote('nats://u:p@one:1', 'nats://two:2');
    x.learn(['one:1', 'three:3']);
    assert.deepEqual(x.places, ['one:1', 'two:2', 'three:3']);
    assert.equal(x.urls[0]!.user, 'u');
  });

  it('believes the cluster itself of where it is no more, but nobody else', () => {
    const x = remote('nats://one:1');
    x.learn(['two:2', 'three:3']);
    x.augment(['four:4', 'two:2']);
    assert.deepEqual(x.places, ['one:1', 'two:2', 'three:3', 'four:4']);
    x.learn(['three:3']);
    assert.deepEqual(x.places, ['one:1', 'three:3']);
  });

  it('passes over what is no URL', () => {
    const x = remote();
    x.learn(['', 'one:1', '://', 'a b']);
    assert.deepEqual(x.places, ['one:1']);
    assert.equal(x.isConfigured, false);
  });

  it('judges certificates at addresses by the first configured name', () => {
    const x = remote('nats://127.0.0.1:1', 'nats://x.example:1');
    assert.equal(x.names.nameOf('10.0.0.1'), 'x.example');
    x.names.wasWrong('x.example');
    assert.equal(x.names.nameOf('10.0.0.1'), '10.0.0.1');
  });

  it('has ports by habit', () => {
    assert.deepEqual(remote('nats://one').places, ['one:7222']);
  });
});
