import assert from 'node:assert/strict';
import {
  decodeAs,
  encode,
  newActivationClaims,
  newImport,
  type Activation,
  type ActivationClaims,
} from '../../../src/jwt/index.ts';
import { createAccount } from '../../../src/nkeys/create.ts';
import type { KeyPair } from '../../../src/nkeys/keypair.ts';
import { Account } from '../../../src/server/account/account.ts';
import { Activations } from '../../../src/server/account/activation.ts';
import type { ExportTerms } from '../../../src/server/account/exports.ts';
import { standingOf } from '../../../src/server/account/from-claims.ts';
import { TestOperator } from '../../support/operator.ts';

describe('Activations', () => {
  const operator = new TestOperator();
  const from = operator.account('exporter');
  from.change({ nats: { signing_keys: new Map([[from.signingKey.publicKey, undefined]]) } });
  const exporter = new Account(from.publicKey, []);
  exporter.standing = standingOf(from.jwt, decodeAs('account', from.jwt), false);
  const importer = new Account(createAccount().publicKey, []);
  // Of each test: they may run minutes after they were read.
  let now: number;
  beforeEach(() => (now = Math.floor(Date.now() / 1000)));

  function permit(
    change: Partial<ActivationClaims> = {},
    nats: Partial<Activation> = {},
    {
      signer = from.key,
      revocations = new Map<string, number>(),
    }: { signer?: KeyPair; revocations?: Map<string, number> } = {},
  ) {
    const claims = newActivationClaims(importer.name);
    const body = { ...claims.nats, kind: 'stream', subject: 's.>', ...nats } as const;
    const token = encode({ ...claims, ...change, nats: body }, signer);
    const each = { ...newImport('stream', 's.a', exporter.name), token };
    return new Activations().permit(exporter, importer, each, {
      revocations,
    } as unknown as ExportTerms);
  }

  it('allow by the exporter or one of its signing keys', () => {
    assert.deepEqual(permit(), { isAllowed: true, untilMs: Infinity });
    const nats = { issuer_account: from.publicKey };
    assert.equal(permit({}, nats, { signer: from.signingKey }).isAllowed, true);
    assert.equal(permit({}, nats, { signer: createAccount() }).isAllowed, false);
    assert.equal(permit({}, {}, { signer: createAccount() }).isAllowed, false);
  });

  it('are for one account, one kind and some subjects', () => {
    assert.equal(permit({ sub: createAccount().publicKey }).isAllowed, false);
    assert.equal(permit({}, { kind: 'service' }).isAllowed, false);
    assert.equal(permit({}, { subject: 't' }).isAllowed, false);
  });

  it('have their time', () => {
    assert.deepEqual(permit({ exp: now + 9 }), { isAllowed: true, untilMs: (now + 9) * 1000 });
    assert.deepEqual(permit({ nbf: now + 9 }), { isAllowed: false, untilMs: (now + 9) * 1000 });
    assert.deepEqual(permit({ exp: now - 9 }), { isAllowed: false, untilMs: Infinity });
  });

  it('may be revoked', () => {
    const revoked = (who: string, at: number) =>
      permit({}, {}, { revocations: new Map([[who, at]]) });
    assert.equal(revoked(importer.name, now + 9).isAllowed, false);
    assert.equal(revoked('*', now + 9).isAllowed, false);
    assert.equal(revoked(importer.name, now - 9).isAllowed, true);
  });
});
