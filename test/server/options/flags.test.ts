import assert from 'node:assert/strict';
import {
  flagGroups,
  optionFlags,
  optionsFromFlags,
  serverFlags,
  withFlags,
  type FlagOptions,
  type FlagValues,
} from '../../../src/server/options/flags.ts';
import { defaultOptions, type GivenServerOptions } from '../../../src/server/options/options.ts';

const flags = Object.entries(serverFlags);

describe('serverFlags', () => {
  it('gives every name to one flag only', () => {
    const names = flags.flatMap(([name, flag]) => [name, ...(flag.aliases ?? [])]);
    assert.deepEqual(names, [...new Set(names)]);
  });

  it('sets options that exist', () => {
    for (const { option } of Object.values(optionFlags)) {
      assert.ok(Object.hasOwn(defaultOptions, option), option);
    }
  });

  it('has a flag under each heading', () => {
    for (const group of flagGroups) assert.ok(flags.some(([, flag]) => flag.group === group));
  });

  it('shows a value for all but booleans', () => {
    for (const [name, { type, value }] of flags) {
      assert.equal(value === undefined, type === 'boolean', name);
    }
  });

  it('says which are not served', () => {
    assert.match(serverFlags['jetstream']!.description, / \(not served\)$/);
    assert.doesNotMatch(serverFlags['port']!.description, /not served/);
  });
});

function said(values: FlagValues): FlagOptions {
  return optionsFromFlags(values, new Set(Object.keys(values)));
}

describe('withFlags', () => {
  const rows: [GivenServerOptions, FlagValues, GivenServerOptions][] = [
    [{ port: 1, host: 'a' }, { port: 2 }, { port: 2, host: 'a' }],
    // Go's flags know no absence.
    [{ port: 1 }, { port: 0, addr: '', user: '' }, { port: 1 }],
    [{ debug: true }, { debug: false }, { debug: false }],
    [{ debug: true, trace: true }, { DV: false }, { debug: false, trace: false }],
    [{}, { DVV: true }, { debug: true, trace: true, traceVerbose: true }],
    [{}, { VV: true }, { trace: true, traceVerbose: true }],
    [
      { authorization: { timeoutMs: 5000 } },
      { user: 'u', pass: 'p' },
      { authorization: { timeoutMs: 5000, user: 'u', password: 'p' } },
    ],
    [{ http: { host: 'a', port: 1 } }, { http_port: 2 }, { http: { host: 'a', port: 2 } }],
    [
      { tls: { certFile: 'a', keyFile: 'b', verify: true } },
      { tlscert: 'c', tlskey: 'd' },
      { tls: { certFile: 'c', keyFile: 'd' } },
    ],
    [{ tls: { certFile: 'a', keyFile: 'b' } }, { tls: false }, {}],
    [
      {
        cluster: {
          name: 'C',
          port: 1,
          routes: ['nats://x:1'],
          authorization: { user: 'u', password: 'p' },
        },
      },
      { cluster: 'nats://h:2', routes: 'nats://a:1, nats://b:1' },
      {
        cluster: {
          name: 'C',
          host: 'h',
          port: 2,
          routes: ['nats://a:1', 'nats://b:1'],
          authorization: undefined,
        },
      },
    ],
    [{ cluster: { port: 1 } }, { cluster: '' }, { cluster: { port: undefined } }],
    [
      { cluster: { port: 1, routes: ['nats://x:1'] } },
      { routes: '' },
      { cluster: { port: 1, routes: [] } },
    ],
    [
      { cluster: { port: 1, noAdvertise: true } },
      { no_advertise: false },
      { cluster: { port: 1, noAdvertise: false } },
    ],
    [{}, { jetstream: true, fast_path: false }, { jetstream: true, fastPath: false }],
  ];
  for (const [file, values, expected] of rows) {
    it(`lays ${JSON.stringify(values)} over ${JSON.stringify(file)}`, () => {
      assert.deepEqual(withFlags(file, said(values)), expected);
    });
  }
});
