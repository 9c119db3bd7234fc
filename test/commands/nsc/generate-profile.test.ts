import assert from 'node:assert/strict';
import { join } from 'node:path';
import { newStore, TemporaryNsc } from '../../nsc/temporary-nsc.ts';

interface Profile {
  readonly user_creds?: string;
  readonly operator: object;
  readonly account?: object;
  readonly user?: object;
}

async function profile(tool: TemporaryNsc, url: string): Promise<Profile> {
  return JSON.parse(await tool.ok(['generate', 'profile', url])) as Profile;
}

describe('nsc generate profile', () => {
  it('shows creds and URLs, and what else is asked for', async () => {
    using tool = await newStore({ A: ['u'] });
    await tool.ok('edit operator --service-url nats://a:4222,nats://b:4222');
    const service = ['nats://a:4222', 'nats://b:4222'];
    const creds = tool.credsPath('A', 'u');
    const [operator, account, user] = [tool.operator(), tool.account('A'), tool.user('A', 'u')];
    const seed = ({ sub }: { sub: string }) => tool.read(tool.keyPath(sub));
    const cases: [string, Profile][] = [
      ['nsc://OP', { operator: { service } }],
      ['nsc://OP/A', { operator: { service } }],
      ['nsc://op/a/U', { user_creds: creds, operator: { service } }],
      [
        `nsc://${operator.sub}/${account.sub}/${user.sub}`,
        { user_creds: creds, operator: { service } },
      ],
      [
        'nsc://OP/A/u?names&keys&seeds',
        {
          user_creds: creds,
          operator: { service, name: 'OP', seed: seed(operator), id: operator.sub },
          account: { name: 'A', seed: seed(account), id: account.sub },
          user: { name: 'u', seed: seed(user), id: user.sub },
        },
      ],
      [
        'nsc://OP/A?operatorName&accountKey',
        { operator: { service, name: 'OP' }, account: { id: account.sub } },
      ],
      ['nsc://OP/A?key', { operator: { service }, account: { id: account.sub } }],
      ['nsc://OP?NAME&KEY', { operator: { service, name: 'OP', id: operator.sub } }],
    ];
    for (const [url, wanted] of cases) assert.deepEqual(await profile(tool, url), wanted, url);
    const text = await tool.ok('generate profile nsc://OP/A/u');
    assert.equal(text, `${JSON.stringify(await profile(tool, 'nsc://OP/A/u'), undefined, 2)}\n`);
  });

  it('gives the seed of a signing key', async () => {
    using tool = await newStore({ A: [] });
    await tool.ok('edit account A --sk generate');
    const [key] = tool.account('A').nats.signing_keys.keys();
    const { account } = await profile(tool, `nsc://OP/A?accountSeed=${key}`);
    assert.deepEqual(account, { seed: tool.read(tool.keyPath(key!)) });
  });

  it('reads other stores and keystores, and chooses none of them', async () => {
    using tool = await newStore({ A: ['u'] });
    using other = new TemporaryNsc();
    const url = `nsc://OP/A/u?store=${tool.stores}&keystore=${tool.keystore}&userSeed`;
    const found = await profile(other, url);
    assert.equal(found.user_creds, tool.credsPath('A', 'u'));
    assert.deepEqual(found.user, { seed: tool.read(tool.keyPath(tool.user('A', 'u').sub)) });
    assert.match(await other.fails('list accounts'), /set an operator/);
  });

  it('writes a file that its owner alone reads', async () => {
    using tool = await newStore({ A: ['u'] });
    const file = join(tool.home, 'profile.json');
    assert.equal(
      await tool
        .run(['generate', 'profile', 'nsc://OP/A/u?seeds', '-o', file])
        .then(({ err }) => err),
      '[ OK ] wrote tool configuration to `~/profile.json`\n',
    );
    assert.equal(tool.mode(file), '600');
    assert.match(tool.read(file), /"seed": "SU/);
  });

  it('refuses what cannot be', async () => {
    using tool = await newStore({ A: [] });
    const refused: [string, string][] = [
      ['OP', 'error parsing "OP": invalid nsc url: expecting \'nsc://\''],
      ['nsc://', 'error parsing "nsc://": invalid nsc url: expecting an operator name'],
      ['nsc://X', `operator "X" not in \`${tool.stores}\``],
      ['nsc://OP/X', 'invalid account "X": account was not found'],
      ['nsc://OP/A/x', 'invalid user "x": user was not found'],
      ['nsc://OP/A?accountSeed=AX', '"AX" was not found'],
      ['nsc://OP?userKey', 'invalid nsc url: userkey needs the user in the path'],
    ];
    for (const [url, text] of refused) {
      assert.equal(await tool.fails(['generate', 'profile', url]), `Error: ${text}\n`, url);
    }
    const usage = 'Error: requires at least 1 arg(s), only received 0\n';
    assert.equal(await tool.fails('generate profile', 2), usage);
  });
});
