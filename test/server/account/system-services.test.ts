import assert from 'node:assert/strict';
import { NO_SETTINGS, type Account } from '../../../src/server/account/account.ts';
import { Accounts } from '../../../src/server/account/accounts.ts';
import { completeOptions, type GivenServerOptions } from '../../../src/server/options/options.ts';

describe("the system account's services", () => {
  let accounts: Accounts;
  const configure = (given: GivenServerOptions): void => accounts.configure(completeOptions(given));
  const imports = ({ serviceImports }: Account): string[] =>
    serviceImports.map(
      ({ exporter, subject, local, share }) =>
        `${local} -> ${exporter.name} ${subject}${share ? ' shared' : ''}`,
    );
  const services = (account: Account): string[] => [...account.exports.services.keys()];

  beforeEach(() => {
    accounts = new Accounts([]);
  });

  it('are imported by every account, by those that come later, too', () => {
    configure({});
    configure({ accounts: { A: {} } });
    for (const name of ['$G', 'A']) {
      assert.deepEqual(imports(accounts.get(name)!), [
        `$SYS.REQ.ACCOUNT.PING.CONNZ -> $SYS $SYS.REQ.ACCOUNT.${name}.CONNZ`,
        `$SYS.REQ.SERVER.PING.CONNZ -> $SYS $SYS.REQ.ACCOUNT.${name}.CONNZ`,
        `$SYS.REQ.ACCOUNT.PING.STATZ -> $SYS $SYS.REQ.ACCOUNT.${name}.STATZ`,
        `$SYS.REQ.USER.INFO -> $SYS $SYS.REQ.USER.${name}.INFO shared`,
      ]);
    }
  });

  it('are exported by the system account, whose users may ask for themselves', () => {
    configure({ accounts: { S: { exports: [{ service: 'own' }] } }, systemAccount: 'S' });
    assert.deepEqual(services(accounts.get('S')!), [
      'own',
      '$SYS.REQ.ACCOUNT.*.CONNZ',
      '$SYS.REQ.ACCOUNT.*.STATZ',
      '$SYS.DEBUG.SUBSCRIBERS',
      '$SYS.REQ.USER.*.INFO',
    ]);
    assert.deepEqual(imports(accounts.get('S')!), [
      '$SYS.REQ.USER.INFO -> S $SYS.REQ.USER.S.INFO shared',
    ]);
    assert.equal(
      accounts.system!.exports.serviceFor('$SYS.REQ.ACCOUNT.A.CONNZ')!.responseType,
      'stream',
    );
  });

  it('are there for accounts of JWTs', () => {
    configure({});
    const account = accounts.add('AB');
    accounts.settle(account, NO_SETTINGS);
    assert.equal(imports(account).length, 4);
    accounts.remove(account);
    assert.deepEqual(imports(account), []);
  });

  it('leave alone what is said of them', () => {
    const connz = '$SYS.REQ.ACCOUNT.PING.CONNZ';
    configure({
      accounts: {
        $SYS: { exports: [{ service: '$SYS.REQ.>' }] },
        A: { imports: [{ service: { account: '$SYS', subject: '$SYS.REQ.X' }, to: connz }] },
      },
    });
    assert.deepEqual(services(accounts.system!), ['$SYS.REQ.>', '$SYS.DEBUG.SUBSCRIBERS']);
    const [own, ...others] = imports(accounts.get('A')!);
    assert.equal(own, `${connz} -> $SYS $SYS.REQ.X`);
    assert.equal(others.length, 3);
  });

  it('are not there without a system account', () => {
    configure({ noSystemAccount: true, accounts: { A: {} } });
    assert.deepEqual(imports(accounts.get('A')!), []);
  });

  it('are not asked about all accounts by one that is called like it', () => {
    configure({ accounts: { '*': {} } });
    assert.deepEqual(imports(accounts.get('*')!), []);
  });
});
