import { itReads, itRefuses } from './read-text.ts';

describe('what natsx does not serve', () => {
  itReads([
    ['jetstream: enabled', { jetstream: true }],
    [
      'jetstream { store: x, max_mem: 1GB, max_file: "10G" }',
      { jetstream: { enabled: true, storeDir: 'x', maxMemoryStore: 2 ** 30, maxFileStore: '10G' } },
    ],
    ['mqtt { port: 1883, ack_wait: "1s" }', { mqtt: { port: 1883, ackWaitMs: 1000 } }],
    ['default_js_domain { A: b }', { defaultJsDomain: { A: 'b' } }],
  ]);

  itRefuses([
    ['jetstream: foo', "Expected 'enabled' or 'disabled' for string value, got 'foo'"],
    ['jetstream { foo: 3 }', 'unknown field "foo"'],
    ['jetstream { max_file: "10GB" }', 'max_file strconv.ParseInt: parsing "10GB": invalid syntax'],
    ['mqtt { foo: 3 }', 'unknown field "foo"'],
    ['mqtt { max_ack_pending: 70000 }', 'max_ack_pending must be from 0 to 65535, not 70000'],
    ['proxies { trusted: [{key: x}] }', 'invalid proxy key "x"'],
    ['ocsp: 3', 'error parsing ocsp config: unsupported type integer'],
  ]);
});
