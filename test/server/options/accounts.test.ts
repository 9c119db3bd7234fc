import { itReads, itRefuses } from './read-text.ts';

/** A configuration with one account. */
function account(fields: string): string {
  return `accounts { A { ${fields} } }`;
}

describe('accounts', () => {
  itReads([
    ['accounts { A: {} }', { accounts: { A: {} } }],
    [
      'X: 3\naccounts { B: {limits: {max_conn: $X}} }',
      { accounts: { B: { limits: { maxConnections: 3 } } } },
    ],
    [
      account(
        'exports: [{service: q, response: chunk, threshold: "1s"}, {service: r, latency: lat}]',
      ),
      {
        accounts: {
          A: {
            exports: [
              {
                service: 'q',
                responseType: 'chunked',
                thresholdMs: 1000,
              },
              { service: 'r', latency: { subject: 'lat' } },
            ],
          },
        },
      },
    ],
    [
      account('exports: [{service: q, latency: {sampling: headers, subject: x}}]'),
      {
        accounts: {
          A: { exports: [{ service: 'q', latency: { sampling: 'headers', subject: 'x' } }] },
        },
      },
    ],
    [
      'accounts { A { exports: [{stream: a}] }, B { imports: [{stream: {account: A, subject: a}, prefix: p}] } }',
      {
        accounts: {
          A: { exports: [{ stream: 'a' }] },
          B: { imports: [{ stream: { account: 'A', subject: 'a' }, prefix: 'p' }] },
        },
      },
    ],
  ]);

  itRefuses([
    ['accounts: x', 'accounts: expected a map or an array of names, found a string'],
    ['accounts: [A, A]', 'Duplicate Account Entry: A'],
    ['accounts: ["$G"]', '"$G" is a Reserved Account'],
    ['accounts { A: 1 }', 'Expected map entries for accounts'],
    ['accounts { "$G": {} }', '"$G" is a Reserved Account'],
    [account('nkey: x'), 'Not a valid public nkey for an account: "x"'],
    [account('limits { max_x: 3 }'), 'Unknown field "max_x" parsing account limits'],
    [account('limits: 3'), 'Expected account limits to be a map/struct, got integer'],
    [account('foo: 3'), 'unknown field "foo"'],
    [account('users: 3'), 'users: expected an array, found an integer'],
    [
      account('msg_trace: {dest: x, sampling: 200}'),
      'Ttrace destination sampling value 200 is invalid, needs to be [1..100]',
    ],
    [account('msg_trace: "a.*"'), 'Trace destination "a.*" is not valid'],
    [
      account('exports: [{stream: a, service: b}]'),
      'Detected service "b" but already saw a stream',
    ],
    [
      account('exports: [{stream: a, response_type: stream}]'),
      'Detected response directive on non-service',
    ],
    [account('exports: [{stream: a, latency: x}]'), 'Detected latency directive on non-service'],
    [account('exports: [{service: a, response_type: foo}]'), 'Unknown response type: "foo"'],
    [
      account('exports: [{service: a, latency: {sampling: 150, subject: x}}]'),
      'bad sampling percentage, should be 1-100',
    ],
    [
      account('exports: [{service: a, latency: {sampling: 50}}]'),
      'Latency subject required, but missing',
    ],
    [account('exports: [{stream: a, accounts: [B]}]'), '"B" account not defined for stream export'],
    [
      account('exports: [3 , {foo: 1}]'),
      'Export Items should be a map with type entry, got integer',
      'unknown field "foo"',
    ],
    [account('imports: [{service: 3}]'), 'Service entry should be an account map, got integer'],
    [account('imports: [{stream: {account: B}}]'), 'Expect an account name and a subject'],
    [
      account(
        'exports: [{stream: a}], imports: [{stream: {account: A, subject: a}, prefix: p, to: q}]',
      ),
      "Stream import can not have a 'prefix' and a 'to' property",
    ],
  ]);
});
