import { readFile } from 'node:fs/promises';
import { Args, Flags } from '@oclif/core';
import { askRules, askService } from '../../auth-callout/ask.ts';
import type { ShownVerdict } from '../../auth-callout/service.ts';
import { loadRules } from '../../cli/auth-callout/load.ts';
import { verdictText } from '../../cli/auth-callout/verdict-text.ts';
import { BaseCommand } from '../../cli/base-command.ts';
import { parseDecoratedUserNkey } from '../../nkeys/index.ts';

export default class AuthCalloutTest extends BaseCommand {
  static override summary = 'Ask the rules, or a service that runs, about a client';
  static override description =
    'Makes the request that a server would make about such a client and shows what the answer says. Exits with 0 if the ' +
    'client is let in, and with 1 if it is not.';
  static override enableJsonFlag = true;
  static override examples = [
    '<%= config.bin %> <%= command.id %> rules.conf --user alice --password secret',
    {
      description: 'A token of a pod, asked of the service that runs',
      command: '<%= config.bin %> <%= command.id %> rules.conf --token-file token --running',
    },
  ];
  static override args = { file: Args.string({ description: 'file of rules', required: true }) };
  static override flags = {
    user: Flags.string({ description: 'name of the client' }),
    password: Flags.string({
      description: 'its password',
      env: 'NATS_PASSWORD',
      dependsOn: ['user'],
    }),
    token: Flags.string({ description: 'its token', env: 'NATS_TOKEN' }),
    'token-file': Flags.string({ description: 'file of its token', exclusive: ['token'] }),
    nkey: Flags.string({ description: "file of its seed: it signs the server's nonce" }),
    running: Flags.boolean({
      description: 'ask the service that runs, by the test_subject of its rules',
    }),
  };

  override async run(): Promise<ShownVerdict> {
    const { args, flags } = await this.parse(AuthCalloutTest);
    const { user, password, nkey, running, 'token-file': tokenFile } = flags;
    const token =
      tokenFile === undefined ? flags.token : (await readFile(tokenFile, 'utf8')).trim();
    const pair = nkey === undefined ? undefined : parseDecoratedUserNkey(await readFile(nkey));
    const sign =
      pair &&
      ((nonce: string) => ({
        nkey: pair.publicKey,
        sig: Buffer.from(pair.sign(Buffer.from(nonce))).toString('base64url'),
      }));
    const ready = await loadRules(args.file);
    const client = { user, password, token, sign };
    const verdict = running ? await askService(client, ready) : await askRules(client, ready);
    this.log(verdictText(verdict, false).trimEnd());
    if (!verdict.granted) process.exitCode = 1;
    return verdict;
  }
}
