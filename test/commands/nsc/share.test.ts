import assert from 'node:assert/strict';
import { join } from 'node:path';
import { parseDecoratedJwt } from '../../../src/nkeys/creds.ts';
import { decodeAs } from '../../../src/jwt/codec.ts';
import { createPair } from '../../../src/nkeys/create.ts';
import { newStore } from '../../nsc/temporary-nsc.ts';

describe('nsc add, edit and delete export', () => {
  it('adds streams and services', async () => {
    using tool = await newStore({ A: [] });
    assert.equal(
      await tool.ok('add export -s q.> -n qe'),
      '[ OK ] added public stream export "qe"\n',
    );
    const line =
      'add export --subject svc.* -r -p --latency lat --sampling 10 --response-type Stream --response-threshold 2s --allow-trace';
    assert.equal(await tool.ok(line), '[ OK ] added private service export "svc.*"\n');
    await tool.ok(
      'add export -r -s acc.* --account-token-position 2 --latency l2 --sampling header',
    );
    const { exports } = tool.account('A').nats;
    const [byToken, stream, service] = exports;
    assert.deepEqual(
      [stream!.type, stream!.token_req, stream!.response_type],
      ['stream', false, ''],
    );
    assert.deepEqual(service!.service_latency, { results: 'lat', sampling: 10 });
    assert.deepEqual(
      [
        service!.token_req,
        service!.response_type,
        service!.response_threshold,
        service!.allow_trace,
      ],
      [true, 'Stream', 2_000_000_000, true],
    );
    assert.deepEqual(
      [byToken!.account_token_position, byToken!.service_latency?.sampling],
      [2, 'headers'],
    );
  });

  it('refuses what cannot be', async () => {
    using tool = await newStore({ A: [] });
    await tool.ok('add export -s priv.a');
    const refused: [string, string][] = [
      ['', 'a subject is required'],
      ['-s priv.*', 'stream export subject "priv.*" already exports "priv.a"'],
      [
        '-s x --response-type Stream',
        'response type can only be specified in conjunction with service',
      ],
      ['-s x -r --response-type Some', 'invalid response type for service: "Some"'],
      ['-s x -r --latency l --sampling 101', 'sampling percentage needs to be between 1-100'],
      [
        '-s x.* -p --account-token-position 2',
        'account token position is only valid for public exports',
      ],
      ['-s x..y', 'subject "x..y" cannot contain consecutive dots'],
    ];
    for (const [line, text] of refused.slice(0, 6)) {
      const err = await tool.fails(`add export ${line}`);
      assert.equal(err.split('\n')[0], `Error: ${text}`, line);
    }
    assert.match(await tool.fails('add export -s x..y'), /^Error: subject /);
  });

  it('edits what is named', async () => {
    using tool = await newStore({ A: [] });
    await tool.ok('add export -s s -r --latency l --sampling 10 --response-type Chunked');
    const out = await tool.ok(
      'edit export -s s -n new -p --sampling 20 --description d --info-url http://x.y',
    );
    assert.deepEqual(out.split('\n').slice(0, -1), [
      '[ OK ] changed export name to new',
      '[WARN] changed export to be private - this will break importers',
      '[ OK ] changed description to "d"',
      '[ OK ] changed info url to "http://x.y"',
      '[ OK ] changed service latency to 20%',
      '[ OK ] edited service export "new"',
    ]);
    const [edited] = tool.account('A').nats.exports;
    assert.deepEqual(
      [edited!.response_type, edited!.service_latency],
      ['Chunked', { results: 'l', sampling: 20 }],
    );
    assert.match(await tool.ok('edit export s --rm-latency-sampling'), /removed latency tracking/);
    assert.equal(
      await tool.fails('edit export -s nope -n x'),
      'Error: no export with subject "nope" found\n',
    );
  });

  it('deletes', async () => {
    using tool = await newStore({ A: [], B: [] });
    await tool.ok('add export -s q.>');
    assert.equal(await tool.fails('delete export -s x'), 'Error: no export matching "x" found\n');
    assert.equal(await tool.ok('delete export -s q.>'), '[ OK ] deleted stream export "q.>"\n');
    assert.equal(
      await tool.fails('delete export -s q'),
      'Error: account "A" doesn\'t have exports\n',
    );
  });
});

describe('nsc add and delete import', () => {
  it('imports what is public', async () => {
    using tool = await newStore({ A: [], B: [] });
    await tool.ok('add export -s q.>');
    await tool.ok('add export -s svc -r');
    const { sub } = tool.account('A');
    const import1 = ['add', 'import', '-a', 'B', '--src-account', sub, '--remote-subject', 'q.>'];
    assert.equal(await tool.ok(import1), '[ OK ] added stream import "q.>"\n');
    const import2 =
      'add import -a B --src-account A --remote-subject svc --service --share -s local';
    assert.equal(await tool.ok(import2), '[ OK ] added service import "svc"\n');
    const [stream, service] = tool.account('B').nats.imports;
    assert.deepEqual([stream!.name, stream!.account, stream!.local_subject], ['q.>', sub, '']);
    assert.deepEqual([service!.share, service!.local_subject], [true, 'local']);
    assert.match(await tool.fails(import1), /^Error: account already imports stream "q.>" from /);
    assert.match(await tool.ok('describe account B'), /\| A +\| Yes +\|/);
    assert.match(
      await tool.fails('delete import -a B -s local'),
      /^Error: no import matching "local" found\n/,
    );
    assert.equal(
      await tool.ok('delete import -a B -s svc'),
      '[ OK ] deleted service import "svc"\n',
    );
    assert.equal(tool.account('B').nats.imports.length, 1);
  });

  it('imports what is private with an activation', async () => {
    using tool = await newStore({ A: [], B: [], C: [] });
    await tool.ok('add export -s svc.> -r -p -n svc');
    const { out, err } = await tool.run('generate activation -s svc.x -t B --expiry 1d -o act.jwt');
    const { sub } = tool.account('B');
    assert.equal(out, '');
    assert.equal(
      err,
      `[ OK ] generated "svc" activation for account "${sub}"\n` +
        '[ OK ] token expires 2026-02-01 09:05:07 UTC - In 1 Day\n' +
        '[ OK ] wrote activation token to `act.jwt`\nall jobs succeeded\n',
    );
    const file = tool.read(join(tool.currentDirectory, 'act.jwt'));
    assert.match(file, /^-----BEGIN NATS ACTIVATION JWT-----\n/);
    const claims = decodeAs('activation', parseDecoratedJwt(file).trim());
    assert.deepEqual(
      [claims.sub, claims.nats.subject, claims.nats.kind],
      [sub, 'svc.x', 'service'],
    );
    assert.equal(
      await tool.ok('add import -a B --token act.jwt'),
      '[ OK ] added service import "svc.x"\n',
    );
    assert.equal(tool.account('B').nats.imports[0]!.account, tool.account('A').sub);
    const wrong = await tool.fails('add import -a C --token act.jwt');
    assert.equal(
      wrong,
      `Error: activation is not intended for this account - it is for "${sub}"\n`,
    );
    assert.equal((await tool.run('validate -A')).code, 0);
  });

  it('warns that servers ignore a private import without a token', async () => {
    using tool = await newStore({ A: [], B: [] });
    await tool.ok('add export -s p -p');
    const out = await tool.ok('add import -a B --src-account A --remote-subject p');
    assert.match(out, /^\[WARN\] the export is private: without an activation token/);
  });

  it('refuses what cannot be', async () => {
    using tool = await newStore({ A: [] });
    const refused: [string, string][] = [
      ['', 'public imports require src-account, remote-subject'],
      [
        '--token x --src-account A',
        'private imports require src-account, remote-subject and service to be unset',
      ],
      ['--token nowhere', 'error loading `nowhere`: no such file or directory'],
      ['--src-account A --remote-subject x', 'export issuer is this account'],
      [
        `--src-account ${createPair('account').publicKey} --remote-subject x --share`,
        'only services can set the share property',
      ],
    ];
    for (const [line, text] of refused) {
      assert.equal(await tool.fails(`add import ${line}`), `Error: ${text}\n`);
    }
  });

  it('finds no export for an activation', async () => {
    using tool = await newStore({ A: [], B: [] });
    assert.equal(
      await tool.fails('generate activation -t B'),
      'Error: account "A" doesn\'t have exports\n',
    );
    await tool.ok('add export -s q');
    const none = 'Error: account "A" doesn\'t have exports that require an activation token\n';
    assert.equal(await tool.fails('generate activation -t B'), none);
    await tool.ok('add export -s p.> -p');
    const other = 'Error: a private export for "q" was not found in account "A"\n';
    assert.equal(await tool.fails('generate activation -s q -t B'), other);
    assert.equal(
      await tool.fails('generate activation'),
      'Error: target-account cannot be empty\n',
    );
  });
});

describe('nsc add and delete mapping', () => {
  it('keeps targets and their weights', async () => {
    using tool = await newStore({ A: [] });
    assert.equal(
      await tool.ok('add mapping -f m.1 -t m.2 --weight 50'),
      '[ OK ] added mapping m.1 -> m.2, weight 50%\n',
    );
    await tool.ok('add mapping -f m.1 -t m.3 --weight 50');
    await tool.ok('add mapping -f m.1 -t m.3 --cluster c');
    assert.deepEqual(tool.account('A').nats.mappings.get('m.1'), [
      { subject: 'm.2', weight: 50, cluster: '' },
      { subject: 'm.3', weight: 50, cluster: '' },
      { subject: 'm.3', weight: 0, cluster: 'c' },
    ]);
    assert.match(
      await tool.fails('add mapping -f m.1 -t m.4'),
      /^Error: Mapping "m.1" exceeds 100%/,
    );
    assert.equal(
      await tool.ok('delete mapping -f m.1 -t m.2'),
      '[ OK ] deleted mapping m.1 -> m.2\n',
    );
    assert.equal(await tool.ok('delete mapping -f m.1'), '[ OK ] deleted all mapping for m.1\n');
    assert.equal(tool.account('A').nats.mappings.size, 0);
    assert.equal(await tool.fails('delete mapping -f m.1'), 'Error: no mapping m.1 found\n');
    assert.equal(await tool.fails('add mapping -f m.1'), 'Error: to subject is required\n');
  });
});
