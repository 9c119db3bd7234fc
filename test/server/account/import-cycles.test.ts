import assert from 'node:assert/strict';
import { Account, NO_SETTINGS } from '../../../src/server/account/account.ts';
import { Exports } from '../../../src/server/account/exports.ts';
import { serviceCycle, streamCycle } from '../../../src/server/account/import-cycles.ts';
import { StreamImport } from '../../../src/server/account/stream-import.ts';

describe('cycles of imports', () => {
  const exports = new Exports([{ stream: '>' } as never, { service: '>' } as never]);

  /** Each account imports `subject` from the next. */
  function chain(length: number, subject = 's'): Account[] {
    const accounts = Array.from({ length }, (_, at) => new Account(`A${at}`, []));
    accounts.forEach((account, at) => {
      const exporter = accounts[at + 1];
      const terms = { account: '', subject, local: subject, allowTrace: false };
      account.configure({
        ...NO_SETTINGS,
        exports,
        streamImports: exporter === undefined ? [] : [new StreamImport(exporter, terms)],
        serviceImports:
          exporter === undefined ? [] : [{ exporter, subject, local: subject, share: false }],
      });
    });
    return accounts;
  }

  it('are found where messages would come round', () => {
    const [first, second, third] = chain(3);
    assert.equal(streamCycle(third!, first!, 's'), 'import forms a cycle');
    assert.equal(serviceCycle(third!, first!, 's'), 'import forms a cycle');
    assert.equal(streamCycle(third!, first!, 't'), undefined);
    assert.equal(serviceCycle(third!, second!, 't'), undefined);
    assert.equal(streamCycle(first!, third!, 's'), undefined);
  });

  it('are not looked for without end', () => {
    const [first] = chain(1100);
    assert.equal(streamCycle(new Account('B', []), first!, 's'), 'search cycle depth exhausted');
  });
});
