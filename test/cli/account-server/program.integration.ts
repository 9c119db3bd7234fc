import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAccountServer } from '../../../src/cli/account-server/program.ts';
import { testOperator } from '../../support/account-server.ts';
import { FakeProcess } from '../../support/program-host.ts';

describe('the program nats-account-server', () => {
  const operator = testOperator();
  let folder: string;
  let host: FakeProcess;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'natsx-accounts-'));
    writeFileSync(join(folder, 'operator.jwt'), operator.token);
    host = new FakeProcess();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const args = (...more: string[]): string[] => [
    '-dir',
    join(folder, 'store'),
    '--operator',
    join(folder, 'operator.jwt'),
    '-hp',
    '127.0.0.1:0',
    ...more,
  ];
  const until = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = pattern.exec(host.err)?.[1];
      if (found !== undefined) return found;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const URL_LINE = /resolver: URL\((\S+)\)\n/;

  it('says on which URL it listens, and ends with an interrupt', async () => {
    const code = runAccountServer(args(), host);
    const url = await until(URL_LINE);
    assert.equal((await fetch(url)).status, 200);
    host.kill('SIGINT');
    assert.equal(await code, 0);
    const lines = host.err.split('\n').map((line) => line.replace(/^\S+ \S+ /, ''));
    assert.ok(lines.includes('[INF] starting NATS Account server, version 1.0.0'));
    assert.ok(lines.includes('[INF] received sig-interrupt, shutting down'));
    assert.ok(lines.includes('[INF] closed JWT store'));
  });

  it('starts again with what its file says then, and not if that is wrong', async () => {
    const file = join(folder, 'server.conf');
    writeFileSync(file, 'logging { time: false }');
    const code = runAccountServer(args('-c', file), host);
    await until(URL_LINE);
    writeFileSync(file, 'http { port: x }');
    host.kill('SIGHUP');
    await until(/(not restarted, the old configuration is in use: .*error parsing http\.port)/);
    host.err = '';
    writeFileSync(file, 'logging { time: false, debug: true }');
    host.kill('SIGHUP');
    const url = await until(URL_LINE);
    assert.equal((await fetch(url)).status, 200);
    assert.match(host.err, /^\[DBG\]/m);
    host.kill('SIGTERM');
    assert.equal(await code, 0);
  });

  it('prints the configuration without secrets', async () => {
    const file = join(folder, 'server.conf');
    writeFileSync(file, 'http { readtokens: [s3cret] }');
    const code = runAccountServer(args('-c', file, '-dump'), host);
    await until(/("readTokens")/);
    host.kill('SIGINT');
    await code;
    assert.doesNotMatch(host.err, /s3cret/);
  });

  for (const [what, argv, text] of [
    ['a port that is none', ['-hp', 'localhost'], /error parsing hostport: "localhost"/],
    ['two stores', ['-dir', 'a', '-nsc', 'b'], /two places for the same/],
    ['a file that is not there', ['-c', '/nix.conf'], /open \/nix\.conf: no such file/],
    ['an operator that is not there', ['-operator', '/nix.jwt'], /open \/nix\.jwt: no such file/],
  ] as const) {
    it(`fails for ${what}`, async () => {
      const given = what === 'an operator that is not there' ? [...args(), ...argv] : argv;
      assert.equal(await runAccountServer(given, host), 1);
      assert.match(host.err, text);
    });
  }

  it('shows its flags as Go programs do', async () => {
    assert.equal(await runAccountServer(['-h'], host), 0);
    assert.match(host.err, /^Usage: nats-account-server/);
    assert.equal(await runAccountServer(['-nix'], host), 2);
    assert.match(host.err, /flag provided but not defined: -nix/);
  });
});
