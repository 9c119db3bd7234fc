import assert from 'node:assert/strict';
import { createPair } from '../../../src/nkeys/create.ts';
import { newStore } from '../../nsc/temporary-nsc.ts';

const NOW = Date.parse('2026-01-31T09:05:07Z') / 1000;

describe('nsc revocations', () => {
  it('revokes users, and no more', async () => {
    using tool = await newStore({ A: ['u'] });
    const { sub } = tool.user('A', 'u');
    const { out, err } = await tool.run('revocations add_user -n u');
    assert.equal(out, `[ OK ] revoked user "${sub}"\n`);
    assert.equal(err, 'servers hear of it when it is pushed: nsc push\n');
    assert.deepEqual(Array.from(tool.account('A').nats.revocations), [[sub, NOW]]);
    await tool.ok('revocations add-user -u * --at 1700000000');
    const list = await tool.ok('revocations list-users');
    assert.match(list, /\| {8,}Revoked Users for A/);
    assert.match(list, /\| \* \[All Users\] +\| Tue, 14 Nov 2023 22:13:20 UTC \|/);
    assert.equal(
      await tool.ok('revocations delete-user -n u'),
      `[ OK ] deleted user revocation for "${sub}"\n`,
    );
    const text = `Error: user with public key ${sub} is not revoked\n`;
    assert.equal(await tool.fails('revocations delete_user -n u'), text);
  });

  it('refuses what cannot be', async () => {
    using tool = await newStore({ A: ['u', 'v'] });
    const refused: [string, string][] = [
      ['add-user -u x', 'user x does not exist in the current account'],
      ['add-user -n x', 'user "x" not found'],
      [
        'add-user -n u --at soon',
        'invalid argument "soon" for "--at" flag: it must be RFC 3339, or seconds since 1970',
      ],
      ['delete-user -n u', 'no user revocations set in account A'],
      ['list-users', 'account A does not have revoked users'],
      ['add-activation -t *', 'account "A" doesn\'t have exports'],
    ];
    for (const [line, text] of refused) {
      assert.equal(await tool.fails(`revocations ${line}`), `Error: ${text}\n`, line);
    }
    assert.match(
      await tool.fails('revocations add-user'),
      /^Error: no default user available for account A\n/,
    );
  });

  it('takes the only user if none is named', async () => {
    using tool = await newStore({ A: ['u'] });
    const { sub } = tool.user('A', 'u');
    assert.match(await tool.ok('revocations add-user'), new RegExp(`revoked user "${sub}"`));
  });

  it('revokes activations, and no more', async () => {
    using tool = await newStore({ A: [], B: [] });
    await tool.ok('add export -s priv.> -p -n priv');
    const { sub } = tool.account('B');
    const { publicKey } = createPair('account');
    const added = await tool.ok(
      'revocations add_activation -s priv.x -t B --at 2026-01-01T00:00:00Z',
    );
    assert.equal(added, `[ OK ] revoked activation "priv" for account ${sub}\n`);
    await tool.ok(['revocations', 'add-activation', '-t', publicKey]);
    assert.equal(
      tool.account('A').nats.exports[0]!.revocations.get(sub),
      Date.parse('2026-01-01') / 1000,
    );
    assert.match(await tool.ok('revocations list_activations'), /Revoked Accounts for stream priv/);
    const deleted = await tool.ok('revocations delete-activation -t B');
    assert.equal(deleted, `[ OK ] deleted stream priv revocation for account ${sub}\n`);
  });
});

describe('nsc expirations', () => {
  it('shows what ends, and when', async () => {
    using tool = await newStore({ A: ['u'] });
    await tool.ok('edit account --expiry 1w');
    await tool.ok('edit operator --expiry 1d');
    tool.now = new Date('2026-02-02T09:05:07Z');
    const { report, expiration_threshold: threshold } = (await tool.json(
      'expirations --within 2w',
    )) as {
      report: { resource: string; expired: boolean; expires_soon: boolean; when: string }[];
      expiration_threshold: string;
    };
    assert.equal(threshold, '2026-02-16T09:05:07Z');
    assert.deepEqual(
      report.map(({ resource, expired, expires_soon: isSoon, when }) => [
        resource,
        expired,
        isSoon,
        when,
      ]),
      [
        ['OP', true, true, '1 Day Ago'],
        ['OP/A', false, true, 'In 5 Days'],
        ['OP/A/u', false, false, 'Never'],
        [tool.credsPath('A', 'u'), false, false, 'Never'],
      ],
    );
    const out = await tool.ok('expirations --skip -e 1d');
    assert.match(out, /Expiration Report \(In 1 Day\)/);
    assert.match(out, /\| Yes +\| OP +\| 2026-02-01T09:05:07Z - 1 Day Ago \|/);
    assert.doesNotMatch(out, /OP\/A/);
  });
});

describe('nsc reissue operator', () => {
  it('signs accounts anew with another key', async () => {
    using tool = await newStore({ A: [], B: [] });
    const before = tool.operator();
    const out = await tool.ok('reissue operator');
    const { sub, iss } = tool.operator();
    assert.notEqual(sub, before.sub);
    assert.equal(iss, sub);
    assert.deepEqual([tool.account('A').iss, tool.account('B').iss], [sub, sub]);
    assert.equal(
      out,
      `[ OK ] operator "OP" successfully changed identity to: ${sub}\n` +
        '[ OK ] account "A" re-signed\n[ OK ] account "B" re-signed\nall jobs succeeded\n',
    );
  });

  it('keeps the old key for signing', async () => {
    using tool = await newStore({ A: [] });
    const { sub } = tool.operator();
    const token = tool.read(tool.path('OP', 'accounts', 'A', 'A.jwt'));
    await tool.ok('reissue operator --convert-to-signing-key');
    assert.deepEqual(tool.operator().nats.signing_keys, [sub]);
    assert.equal(tool.read(tool.path('OP', 'accounts', 'A', 'A.jwt')), token);
    assert.equal((await tool.run('validate -A')).code, 0);
  });
});
