import assert from 'node:assert/strict';
import { decodeAs, newExport, newImport } from '../../../src/jwt/index.ts';
import type { Account } from '../../../src/server/account/account.ts';
import { Accounts } from '../../../src/server/account/accounts.ts';
import { ClaimedAccounts } from '../../../src/server/account/claimed-accounts.ts';
import type { AccountResolver } from '../../../src/server/account/resolver/resolver.ts';
import { standInClaims } from '../../../src/server/account/stand-in.ts';
import { TrustedOperators } from '../../../src/server/account/trusted-operators.ts';
import { LogRecorder } from '../../support/log-recorder.ts';
import { TestOperator, type AccountChange, type TestAccount } from '../../support/operator.ts';

describe('ClaimedAccounts', () => {
  const operator = new TestOperator();
  let jwts: Map<string, string>;
  let asked: string[];
  let told: string[];
  let log: LogRecorder;
  let accounts: Accounts;
  let claimed: ClaimedAccounts;

  beforeEach(() => {
    jwts = new Map();
    asked = [];
    told = [];
    log = new LogRecorder();
    accounts = new Accounts([]);
    claimed = new ClaimedAccounts({
      operators: new TrustedOperators([decodeAs('operator', operator.jwt())]),
      accounts,
      logger: log,
      cluster: '',
      listener: {
        claimsChanged: ({ nameTag }) => told.push(`changed ${nameTag}`),
        accountExpired: ({ nameTag }) => told.push(`expired ${nameTag}`),
      },
    });
    const resolver: AccountResolver = {
      type: 'memory',
      fetch(key) {
        asked.push(key);
        return Promise.resolve(jwts.get(key));
      },
      start: () => undefined,
      reload: () => undefined,
      close: () => undefined,
    };
    claimed.use(resolver);
  });
  afterEach(() => claimed.stop());

  function known(name: string, change: AccountChange = {}): TestAccount {
    const account = operator.account(name, change);
    jwts.set(account.publicKey, account.jwt);
    return account;
  }

  async function found({ publicKey }: TestAccount): Promise<Account> {
    const account = await claimed.lookUp(publicKey);
    assert.ok(account);
    return account;
  }

  async function missing(key: string): Promise<string> {
    let why = '';
    assert.equal(await claimed.lookUp(key, (text) => (why = text)), undefined);
    return why;
  }

  /** An account that imports a stream from another. */
  function importing(exporter: TestAccount, name = 'importer'): TestAccount {
    const imports = [newImport('stream', 's', exporter.publicKey)];
    return known(name, { nats: { imports } });
  }

  const exporting = { nats: { exports: [newExport('stream', 's')] } };

  it('finds an account once, for all who ask at a time', async () => {
    const a = known('A');
    const all = await Promise.all([found(a), found(a), found(a)]);
    assert.equal(new Set(all).size, 1);
    assert.deepEqual(asked, [a.publicKey]);
    assert.equal(claimed.lookUp(a.publicKey), all[0]);
    assert.equal(accounts.get(a.publicKey), all[0]);
  });

  it('says why there is none', async () => {
    assert.equal(await missing(operator.account('A').publicKey), 'account missing');
    assert.equal(await missing('$G'), 'will only fetch valid account keys');
    const other = known('B');
    jwts.set(other.publicKey, operator.account('C').jwt);
    assert.equal(await missing(other.publicKey), 'account validation failed');
    assert.match(log.text, /warn Account fetch failed: account missing/);
  });

  it('brings those that it imports from, and those that they import from, even in a circle', async () => {
    const [a, b] = [known('A'), known('B')];
    const export_ = (subject: string) => [newExport('stream', subject)];
    const import_ = (subject: string, from: TestAccount) => [
      newImport('stream', subject, from.publicKey),
    ];
    jwts.set(a.publicKey, a.change({ nats: { exports: export_('a'), imports: import_('b', b) } }));
    jwts.set(b.publicKey, b.change({ nats: { exports: export_('b'), imports: import_('a', a) } }));
    const account = await found(a);
    assert.equal(account.streamImports.length, 1);
    assert.equal(account.standing?.isComplete, true);
    assert.equal((await found(b)).streamImports.length, 1);
  });

  it('makes an import when its exporter comes, and ends it when that goes', async () => {
    const exporter = operator.account('exporter', exporting);
    const account = await found(importing(exporter));
    assert.equal(account.standing?.isComplete, false);
    assert.match(log.text, new RegExp(`error Can't locate account \\[${exporter.publicKey}\\]`));
    jwts.set(exporter.publicKey, exporter.jwt);
    await found(exporter);
    assert.deepEqual([account.streamImports.length, account.standing.isComplete], [1, true]);
    claimed.disable(exporter.publicKey);
    assert.equal(account.streamImports.length, 0);
    assert.equal(await claimed.replace(exporter.publicKey, exporter.jwt), undefined);
    assert.equal(account.streamImports.length, 1);
  });

  it('follows the exports of others', async () => {
    const exporter = known('exporter');
    const account = await found(importing(exporter));
    assert.equal(account.streamImports.length, 0);
    assert.equal(await claimed.update(exporter.publicKey, exporter.issue(exporting)), undefined);
    assert.equal(account.streamImports.length, 1);
  });

  it('takes on claims of accounts that are known, and of no others', async () => {
    const [a, b] = [known('A'), known('B')];
    await found(a);
    told.length = 0;
    await claimed.update(a.publicKey, a.issue({ name: 'A2' }));
    await claimed.update(b.publicKey, b.issue({ name: 'B2' }));
    assert.deepEqual(told, ['changed A2']);
    assert.deepEqual([claimed.has(a.publicKey), claimed.has(b.publicKey)], [true, false]);
  });

  it('takes the same claims as none', async () => {
    const a = known('A');
    await found(a);
    told.length = 0;
    assert.equal(await claimed.update(a.publicKey, a.jwt), undefined);
    assert.deepEqual(told, []);
  });

  it('refuses claims that are not for it, not trusted, or older', async () => {
    const a = known('A', { at: 2_000_000 });
    const account = await found(a);
    const problems = [
      await claimed.update(a.publicKey, known('B').jwt),
      await claimed.update(a.publicKey, new TestOperator().account('A').jwt),
      await claimed.update(a.publicKey, a.issue({ name: 'old', at: 1_000_000 })),
    ];
    assert.deepEqual(problems, [
      'account validation failed',
      'account validation failed',
      'claims are older than those that hold',
    ]);
    assert.equal(account.nameTag, 'A');
    assert.equal(
      await claimed.replace(a.publicKey, a.issue({ name: 'old', at: 1_000_000 })),
      undefined,
    );
    assert.equal(account.nameTag, 'old');
  });

  it('lets nobody into an account that was deleted, until it is there again', async () => {
    const a = known('A');
    const account = await found(a);
    claimed.disable(a.publicKey);
    assert.deepEqual(told, ['changed A', 'expired A']);
    jwts.delete(a.publicKey);
    assert.equal(await missing(a.publicKey), 'account expired');
    jwts.set(a.publicKey, a.jwt);
    assert.equal(await found(a), account);
    assert.equal(account.standing?.isExpired, false);
  });

  it('looks at all anew, and forgets what is gone', async () => {
    const [a, b] = [known('A'), known('B')];
    await Promise.all([found(a), found(b)]);
    jwts.set(a.publicKey, a.issue({ name: 'A2' }));
    jwts.delete(b.publicKey);
    await claimed.reviewAll();
    assert.equal(accounts.get(a.publicKey)?.nameTag, 'A2');
    assert.equal(accounts.get(b.publicKey), undefined);
    assert.match(
      log.text,
      new RegExp(`Reloaded: deleting account \\[removed\\]: "${b.publicKey}"`),
    );
  });

  it('has a stand-in for a system account that is yet to be found', async () => {
    const key = operator.systemAccount.publicKey;
    const claims = standInClaims(key, decodeAs('operator', operator.jwt()));
    const account = claimed.standIn(claims);
    assert.equal(claimed.lookUp(key), account);
    assert.equal(await claimed.replace(key, operator.systemAccount.jwt), undefined);
    assert.equal(account.nameTag, 'SYS');
  });
});
