import { itReads, itRefuses } from './read-text.ts';

/** A configuration with one remote. */
function remote(fields: string): string {
  return `leafnodes { remotes: [ {${fields}} ] }`;
}

describe('leafnodes', () => {
  itReads([
    ['leaf { port: 7422, isolate: true }', { leafnodes: { port: 7422, isolate: true } }],
    [
      remote('url: "nats://a", local: A, creds: x, deny_import: "a.>"'),
      {
        leafnodes: {
          remotes: [{ urls: ['nats://a'], account: 'A', credentials: 'x', denyImports: ['a.>'] }],
        },
      },
    ],
    [
      'leafnodes { authorization { users: [{user: a, password: b, account: A}] } }',
      { leafnodes: { authorization: { users: [{ user: 'a', password: 'b', account: 'A' }] } } },
    ],
    ['leafnodes { min_version: "2.8.0" }', { leafnodes: { minVersion: '2.8.0' } }],
  ]);

  itRefuses([
    ['leafnodes: 3', 'Expected map to define a leafnode, got integer'],
    ['leafnodes { remotes: {url: a} }', 'remotes: expected an array, found a map'],
    [remote('url: 3'), 'urls: expected an array, found an integer'].map((text) =>
      text.replace('urls', 'url'),
    ) as [string, string],
    [remote('url: "nats://a", foo: 1'), 'unknown field "foo"'],
    [remote('url: "nats://a", nkey: y'), 'Remote leafnode nkey is not a valid seed'],
    [remote('url: "nats://a", deny_imports: "a..b"'), 'subject "a..b" is not a valid subject'],
    [
      remote('url: "nats://u:s3cr3t@a:1"}, {url: "nats://u:s3cr3t@a:1"'),
      'duplicate remote urls=["nats://[REDACTED]@a:1"], account="$G"',
    ],
    [
      remote('url: "wss://a", proxy: {url: "ftp://x"}'),
      'proxy URL scheme must be http or https, got: ftp',
    ],
    [remote('url: "ws://a", proxy: {url: "http://"}'), 'proxy URL must specify a host'],
    [
      remote('url: "ws://a", proxy: {url: "http://p:1", username: u}'),
      'proxy username and password must both be specified or both be empty',
    ],
    [
      'leafnodes { authorization { nkey: x } }',
      'Not a valid public nkey for leafnode authorization',
    ],
    [
      'leafnodes { authorization { user: a, users: [{user: b}] } }',
      'can not have a single user/pass and a users array',
    ],
    [
      'leafnodes { authorization { users: [{user: b}, {user: b}] } }',
      'duplicate user "b" detected in leafnode authorization',
    ],
    ['leafnodes { min_version: "1.0.0" }', 'the minimum version should be at least 2.8.0'],
    ['leafnodes { min_version: x }', "invalid leafnode's minimum version: invalid semver"],
  ]);
});
