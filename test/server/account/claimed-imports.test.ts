import assert from 'node:assert/strict';
import { newExport, newImport, type Export, type Import } from '../../../src/jwt/index.ts';
import { createAccount } from '../../../src/nkeys/create.ts';
import { Account, NO_SETTINGS } from '../../../src/server/account/account.ts';
import { Activations } from '../../../src/server/account/activation.ts';
import { claimedImports } from '../../../src/server/account/claimed-imports.ts';
import { Exports } from '../../../src/server/account/exports.ts';
import { exportsOf } from '../../../src/server/account/from-claims.ts';

describe('claimedImports', () => {
  const key = (): string => createAccount().publicKey;
  const importer = new Account(key(), []);
  const activations = new Activations();

  function exporter(...exports: Export[]): Account {
    const account = new Account(key(), []);
    const terms = exportsOf({ exports } as never, () => undefined);
    account.configure({ ...NO_SETTINGS, exports: new Exports(terms) });
    return account;
  }

  function made(from: Account, ...imports: Partial<Import>[]) {
    const refused: string[] = [];
    const all = imports.map((each): Import => ({
      ...newImport(each.type ?? 'stream', each.subject ?? 's', from.name),
      ...each,
    }));
    const result = claimedImports(importer, all, {
      activations,
      exporterOf: (name) => (name === from.name ? from : undefined),
      refused: (_, why) => refused.push(why),
    });
    return { ...result, refused };
  }

  it('are those that are exported', () => {
    const from = exporter(newExport('stream', 's.>'), newExport('service', 'q'));
    const result = made(
      from,
      { subject: 's.a' },
      { subject: 'x' },
      { type: 'service', subject: 'q' },
    );
    assert.equal(result.made, '101');
    assert.deepEqual(result.refused, ['stream import not authorized']);
    assert.equal(made(from, { account: key() }).made, '0');
  });

  it('have a name of their own, or an old prefix', () => {
    const from = exporter(newExport('stream', 's.*'), newExport('service', 'q'));
    const { streams } = made(
      from,
      { subject: 's.*', local_subject: 't.$1' },
      { subject: 's.a', to: 'p' },
    );
    assert.deepEqual(
      streams.map(({ local }) => local),
      ['t.*', 'p.s.a'],
    );
    const { services } = made(from, { type: 'service', subject: 'r', to: 'q' });
    assert.deepEqual([services[0]?.subject, services[0]?.local], ['q', 'r']);
  });

  it('are not made twice', () => {
    const from = exporter(newExport('stream', 's'), newExport('service', 'q.>'));
    assert.match(made(from, {}, {}).refused.join(), /^stream import already exists$/);
    const twice = { type: 'service', subject: 'q.a', local_subject: 'r' } as const;
    assert.match(made(from, twice, twice).refused.join(), /^duplicate service import subject "r"/);
  });

  it('need the place that is for their account', () => {
    const from = exporter({ ...newExport('stream', 's.*'), account_token_position: 2 });
    const own = made(
      from,
      { subject: `s.${importer.name}` },
      { subject: 's.*' },
      { subject: 's.x' },
    );
    assert.equal(own.made, '100');
  });

  it('need an activation where one is asked for', () => {
    const from = exporter({ ...newExport('stream', 's'), token_req: true });
    assert.deepEqual(made(from, {}, { token: 'x' }).refused, [
      'stream import not authorized',
      'stream import not authorized',
    ]);
  });
});
