import assert from 'node:assert/strict';
import { Account } from '../../../src/server/account/account.ts';
import { StreamImport } from '../../../src/server/account/stream-import.ts';

const exporter = new Account('A', []);

function streamImport(subject: string, local: string): StreamImport {
  return new StreamImport(exporter, { account: 'A', subject, local, allowTrace: false });
}

describe('StreamImport', () => {
  /** Exported, local, a subscription here, what it listens to there. */
  const parts: [string, string, string, string | undefined][] = [
    ['ev.>', 'ev.>', 'ev.>', 'ev.>'],
    ['ev.>', 'ev.>', '>', 'ev.>'],
    ['ev.>', 'ev.>', 'ev.a', 'ev.a'],
    ['ev.>', 'ev.>', '*.a', 'ev.a'],
    ['ev.>', 'ev.>', 'ew.a', undefined],
    ['ev.>', 'p.ev.>', 'p.ev.a.*', 'ev.a.*'],
    ['ev.>', 'p.ev.>', 'p.>', 'ev.>'],
    ['ev.>', 'p.ev.>', 'ev.>', undefined],
    ['ev.*.*.>', 'loc.$2.$1.>', 'loc.b.>', 'ev.*.b.>'],
    ['ev.*.*.>', 'loc.$2.$1.>', '*.b.a.c', 'ev.a.b.c'],
    ['ev.*', '*.ev', 'a.*', 'ev.a'],
    ['a', 'x.y', 'x.*', 'a'],
    ['a', 'x.y', 'x.y', 'a'],
    ['a', 'x.y', 'x.z', undefined],
    ['é.*', 'ü.*', '\xc3\xbc.a', '\xc3\xa9.a'],
  ];
  for (const [exported, local, subject, expected] of parts) {
    it(`of ${exported} as ${local} makes ${expected} of ${JSON.stringify(subject)}`, () => {
      assert.equal(streamImport(exported, local).exportedPart(subject), expected);
    });
  }

  it('calls subjects by their local name', () => {
    assert.equal(streamImport('ev.>', 'ev.>').toLocal('ev.a'), 'ev.a');
    assert.equal(streamImport('ev.>', 'p.ev.>').toLocal('ev.a'), 'p.ev.a');
    assert.equal(streamImport('ev.*.*', 'loc.$2.$1').toLocal('ev.a.b'), 'loc.b.a');
    assert.equal(streamImport('a', 'x.y').toLocal('a'), 'x.y');
  });
});
