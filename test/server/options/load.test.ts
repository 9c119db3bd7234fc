import assert from 'node:assert/strict';
import type { ConfSurroundings } from '../../../src/conf/parser.ts';
import { loadOptions, readConf, testConf } from '../../../src/server/options/load.ts';
import type { GivenServerOptions } from '../../../src/server/options/options.ts';
import { readFrom, type Files } from './read-text.ts';

function surroundings(files: Files): ConfSurroundings {
  return { readFile: readFrom(files), env: { PORT: '4333' } };
}

function load(text: string, given: GivenServerOptions = {}) {
  return loadOptions('x.conf', { given, instead: [] }, surroundings({ 'x.conf': text }));
}

describe('loadOptions', () => {
  it('listens on all addresses unless it is told', () => {
    const hosts = (text: string) => {
      const { host, cluster, websocket } = load(text).options;
      return [host, cluster?.host, websocket?.host];
    };
    assert.deepEqual(hosts('port: 1'), ['0.0.0.0', undefined, undefined]);
    assert.deepEqual(hosts('host: a\ncluster {port: 1}\nws {port: 1, no_tls: true}'), [
      'a',
      '0.0.0.0',
      '0.0.0.0',
    ]);
    assert.deepEqual(hosts('cluster {host: b, port: 1}'), ['0.0.0.0', 'b', undefined]);
  });

  it('lays the command line over the file', () => {
    const { options } = load('port: $PORT\ndebug: true', { debug: false });
    assert.deepEqual([options.port, options.debug], [4333, false]);
  });

  it('does without a file', () => {
    const { options, digest } = loadOptions(
      undefined,
      { given: { port: 1 }, instead: [] },
      surroundings({}),
    );
    assert.deepEqual([options.port, digest], [1, undefined]);
  });

  it('gives warnings of the file and of what is not served apart', () => {
    const { fileWarnings, warnings, digest } = load('ping_interval: 20\nprof_port: 1');
    assert.match(fileWarnings.join('\n'), /^x\.conf:1:0: invalid use of field "ping_interval": /);
    assert.match(warnings.join('\n'), /^prof_port: /);
    assert.match(digest!, /^sha256:[\da-f]{64}$/);
  });

  const refused: [string, string, string | RegExp][] = [
    [
      'prot: 1\nfoo: 2',
      'ERR_CONF',
      /^x\.conf:1:0: unknown field "prot"[^\n]*\nx\.conf:2:1: unknown field "foo"$/,
    ],
    ['port: ', 'ERR_CONF', /^x\.conf:/],
    ['jetstream: true', 'ERR_NOT_SERVED', /^jetstream: natsx does not serve JetStream/],
    [
      'max_payload: 2KB\nmax_pending: 1KB',
      'ERR_OPTIONS',
      'max_payload (2048) cannot be higher than max_pending (1024)',
    ],
    [
      'cluster { routes: ["nats://a:1"] }',
      'ERR_OPTIONS',
      'solicited routes require cluster capabilities, e.g. --cluster',
    ],
  ];
  for (const [text, code, message] of refused) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.throws(() => load(text), { code, message }));
  }

  it('says which file is missing', () => {
    assert.throws(() => loadOptions('y.conf', { given: {}, instead: [] }, surroundings({})), {
      message: 'open y.conf: no such file or directory',
    });
  });
});

describe('testConf', () => {
  const test = (text: string): string => testConf('x.conf', surroundings({ 'x.conf': text }));

  it('gives the digest of what is right, even if it can’t be served', () => {
    assert.match(test('jetstream: true'), /^sha256:/);
    assert.equal(
      readConf('x.conf', surroundings({ 'x.conf': 'port: 1' })).digest,
      test('port = 1 # one'),
    );
  });

  it('fails at a warning and at a file that says nothing', () => {
    assert.throws(() => test('ping_interval: 20'), {
      message: /should be converted to a duration$/,
    });
    assert.throws(() => test('# none'), { message: 'x.conf: config has no values or is empty' });
  });
});
