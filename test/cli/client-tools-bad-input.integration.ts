import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GoFlagTable } from '../../src/cli/go-flags.ts';
import { natsPub, natsxPub } from '../../src/cli/nats-pub.ts';
import { natsReq, natsxReq } from '../../src/cli/nats-req.ts';
import { natsRply, natsxReply } from '../../src/cli/nats-rply.ts';
import { natsQsub, natsSub, natsxSub } from '../../src/cli/nats-sub.ts';
import { execute, type Program } from '../../src/cli/program.ts';
import { createAccount } from '../../src/nkeys/index.ts';
import { Terminal } from '../support/terminal.ts';

/** One way to get it wrong: the flags, what stderr shows, the exit code of the original and of natsx. */
interface BadInput {
  readonly what: string;
  readonly flags: () => string[];
  readonly shows: RegExp;
  readonly codes: readonly [original: number, natsx: number];
}

describe('bad input to the client tools', () => {
  let folder: string;
  let closedPort: number;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'natsx-bad-'));
    writeFileSync(join(folder, 'empty'), '');
    const bytes = Array.from({ length: 300 }, (_, index) => (index * 73) % 256);
    writeFileSync(join(folder, 'binary'), Buffer.from(bytes));
    writeFileSync(join(folder, 'account.nk'), createAccount().seed());
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    closedPort = (listener.address() as AddressInfo).port;
    listener.close();
    await once(listener, 'close');
  });
  after(() => rmSync(folder, { recursive: true }));

  const inFolder = (flag: string, name: string) => () => [flag, join(folder, name)];
  const failure = [1, 1] as const;
  const usage = [2, 2] as const;

  const cases: readonly BadInput[] = [
    {
      what: 'an unknown flag',
      flags: () => ['-bogus'],
      shows: /^flag provided but not defined: -bogus\n/,
      codes: usage,
    },
    {
      what: 'a flag without its value',
      flags: () => ['-creds'],
      shows: /^flag needs an argument: -creds\n/,
      codes: usage,
    },
    {
      what: 'a bad duration',
      flags: () => ['-timeout', '5'],
      shows: /^invalid value "5" for flag -timeout: time: missing unit/,
      codes: usage,
    },
    {
      what: 'no time at all',
      flags: () => ['-timeout', '0s'],
      shows: /^invalid value "0s" for flag -timeout: must be/,
      codes: usage,
    },
    {
      what: 'a missing creds file',
      flags: inFolder('-creds', 'none'),
      shows: /^nats: open .*none: no such file or directory\n$/,
      codes: failure,
    },
    {
      what: 'a folder for a creds file',
      flags: inFolder('-creds', ''),
      shows: /^nats: read .*: is a directory\n$/,
      codes: failure,
    },
    {
      what: 'an empty creds file',
      flags: inFolder('-creds', 'empty'),
      shows: /^nats: no user JWT found in .*\n {2}the file is empty/,
      codes: failure,
    },
    {
      what: 'a binary creds file',
      flags: inFolder('-creds', 'binary'),
      shows: /^nats: no user JWT found in /,
      codes: failure,
    },
    {
      what: 'a missing seed file',
      flags: inFolder('-nkey', 'none'),
      shows: /^nats: open .*none: no such file or directory\n$/,
      codes: failure,
    },
    {
      what: 'a folder for a seed file',
      flags: inFolder('-nkey', ''),
      shows: /^nats: read .*: is a directory\n$/,
      codes: failure,
    },
    {
      what: 'an empty seed file',
      flags: inFolder('-nkey', 'empty'),
      shows: /^nkeys: no nkey seed found\n.*the file is empty/,
      codes: failure,
    },
    {
      what: 'a binary seed file',
      flags: inFolder('-nkey', 'binary'),
      shows: /^nkeys: no nkey seed found\n/,
      codes: failure,
    },
    {
      what: "an account's seed",
      flags: inFolder('-nkey', 'account.nk'),
      shows: /^nats: Not a valid nkey user seed\n.*kind account/,
      codes: failure,
    },
    {
      what: 'creds and seed at once',
      flags: () => ['-creds', 'a', '-nkey', 'b'],
      shows: /^specify -seed or -creds\n$/,
      codes: failure,
    },
    {
      what: 'a missing CA file',
      flags: inFolder('-tlscacert', 'none'),
      shows: /^nats: error loading or parsing rootCA file: open .*: no such file/,
      codes: failure,
    },
    {
      what: 'a binary CA file',
      flags: inFolder('-tlscacert', 'binary'),
      shows: /^nats: failed to parse root certificate from /,
      codes: failure,
    },
    {
      what: 'a certificate without its key',
      flags: inFolder('-tlscert', 'empty'),
      shows: /^specify both -tlscert and -tlskey\n$/,
      codes: failure,
    },
    {
      what: 'an empty certificate',
      flags: () => [...inFolder('-tlscert', 'empty')(), ...inFolder('-tlskey', 'empty')()],
      shows: /^nats: error loading client certificate: /,
      codes: failure,
    },
    {
      what: 'a bad server URL',
      flags: () => ['-s', 'nats://u:secret@h:x'],
      shows: /^nats: invalid server URL "…@h:x"\n/,
      codes: failure,
    },
    {
      what: 'an unreachable server',
      flags: () => ['-s', `127.0.0.1:${closedPort}`],
      shows: /^nats: no servers available for connection\n {2}nothing listens on /,
      codes: failure,
    },
  ];

  function everyCase<T extends GoFlagTable>(program: Program<T>, args: string[]): void {
    describe(program.name, () => {
      const isOriginal = program.exitCodes === 'original';

      for (const { what, flags, shows, codes } of cases) {
        it(`refuses ${what}`, async () => {
          const terminal = new Terminal();
          const given = flags();
          const last = given.length === 1 ? [] : args; // A lone flag must not find a value.
          assert.equal(
            await execute(program, [...given, ...last], terminal),
            codes[isOriginal ? 0 : 1],
          );
          assert.match(terminal.text('stderr'), shows);
          assert.doesNotMatch(terminal.text('stderr'), /secret/);
          assert.equal(terminal.text('stdout'), '');
        });
      }

      for (const wrong of [[], args.slice(1), [...args, 'one more']]) {
        if (wrong.length === args.length) continue;
        it(`refuses ${wrong.length} arguments`, async () => {
          const terminal = new Terminal();
          assert.equal(await execute(program, wrong, terminal), isOriginal ? 1 : 2);
          const start = isOriginal ? `Usage: ${program.name} [` : `expected <`;
          assert.ok(terminal.text('stderr').startsWith(start), terminal.text('stderr'));
        });
      }

      it('shows its usage for -h', async () => {
        const terminal = new Terminal();
        assert.equal(await execute(program, ['-h'], terminal), 0);
        assert.ok(terminal.text('stderr').startsWith(`Usage: ${program.name} [`));
        assert.match(terminal.text('stderr'), /\n {2}-h\tShow help message\n/);
      });
    });
  }

  everyCase(natsPub, ['s', 'm']);
  everyCase(natsxPub, ['s', 'm']);
  everyCase(natsSub, ['s']);
  everyCase(natsxSub, ['s']);
  everyCase(natsQsub, ['s', 'q']);
  everyCase(natsReq, ['s', 'm']);
  everyCase(natsxReq, ['s', 'm']);
  everyCase(natsRply, ['s', 'm']);
  everyCase(natsxReply, ['s', 'm']);
});
