import { itReads, itRefuses } from './read-text.ts';

describe('cluster', () => {
  itReads([
    [
      'cluster { listen: "0.0.0.0:6222", routes: ["nats-route://a:1"], name: C }',
      { cluster: { host: '0.0.0.0', port: 6222, routes: ['nats-route://a:1'], name: 'C' } },
    ],
    [
      'cluster { compression: {mode: s2_auto, rtts: ["10ms"]} }',
      { cluster: { compression: { mode: 's2_auto', rttThresholds: [10] } } },
    ],
    [
      'cluster { port: -1, pool_size: -1, accounts: A }',
      { cluster: { port: -1, poolSize: -1, accounts: ['A'] } },
    ],
    [
      'cluster { permissions { import: a, export: [b] } }',
      { cluster: { permissions: { publish: { allow: ['a'] }, subscribe: { allow: ['b'] } } } },
    ],
  ]);

  itRefuses([
    ['cluster: 3', 'Expected map to define cluster, got integer'],
    ['cluster { name: "a b" }', 'cluster name cannot contain spaces'],
    ['cluster { routes: "nats://a:1" }', 'routes: expected an array, found a string'],
    ['cluster { routes: ["::bad"] }', 'error parsing route url ["::bad"]'],
    [
      'cluster { authorization { users: [{user: a}] } }',
      'Cluster authorization does not allow multiple users',
    ],
    ['cluster { authorization { token: a } }', 'Cluster authorization does not support tokens'],
    [
      'cluster { permissions { allow_responses: true } }',
      'Cluster permissions do not support dynamic responses',
    ],
    [
      'cluster { compression: 3 }',
      'field "compression" should be a boolean or a structure, got integer',
    ],
    ['cluster { compression: {mod: x} }', 'unknown field "mod"'],
    ['cluster { compression: {rtts: ["x"]} }', 'time: invalid duration "x"'],
    ['cluster { accounts: 3 }', 'accounts: expected a string, found an integer'],
  ]);
});
