import { itReads, itRefuses } from './read-text.ts';

describe('gateway', () => {
  itReads([
    [
      'gateway { name: A, port: 7222, reject_unknown_cluster: true, gateways: [{name: B, url: "nats://b:1"}] }',
      {
        gateway: {
          name: 'A',
          port: 7222,
          rejectUnknown: true,
          gateways: [{ name: 'B', urls: ['nats://b:1'] }],
        },
      },
    ],
  ]);

  itRefuses([
    ['gateway: 3', 'Expected gateway to be a map, got integer'],
    ['gateway { name: "a b" }', 'gateway name cannot contain spaces'],
    ['gateway { gateways: {} }', 'gateways: expected an array, found a map'],
    ['gateway { gateways: [{nam: x}] }', 'unknown field "nam", did you mean "name"?'],
    [
      'gateway { authorization { users: [{user: a}] } }',
      'Gateway authorization does not allow multiple users',
    ],
  ]);
});
