import assert from 'node:assert/strict';
import { Config } from '@oclif/core';
import { NatsxError } from '../../src/base/errors.ts';
import { BaseCommand } from '../../src/cli/base-command.ts';
import { GoFlagError } from '../../src/cli/go-flags.ts';

/** Fails as it is told to, and keeps what it prints. */
class Failing extends BaseCommand {
  static override enableJsonFlag = true;
  static failure: unknown;
  readonly lines: string[] = [];

  override async run(): Promise<void> {
    throw Failing.failure as Error;
  }

  override logToStderr(line = ''): void {
    this.lines.push(`stderr: ${line}`);
  }

  override logJson(json: unknown): void {
    this.lines.push(`json: ${JSON.stringify(json)}`);
  }

  start(): Promise<unknown> {
    return this._run();
  }

  async outcome(): Promise<{ code: number | undefined; lines: string[] }> {
    try {
      await this.start();
    } catch (error) {
      return { code: (error as { oclif?: { exit?: number } }).oclif?.exit, lines: this.lines };
    }
    throw new Error('the command has not failed');
  }
}

async function fail(error: Error, argv: string[] = []) {
  Failing.failure = error;
  const config = await Config.load(import.meta.dirname);
  return new Failing(argv, config).outcome();
}

describe('BaseCommand', () => {
  const codes: readonly [NatsxError, number][] = [
    [new NatsxError('ERR_ANY', 'broken'), 1],
    [new NatsxError('ERR_USAGE', 'broken'), 2],
    [new GoFlagError('broken'), 2],
    [new NatsxError('ERR_NO_RESPONDERS', 'broken'), 3],
    [new NatsxError('ERR_TIMEOUT', 'broken'), 4],
  ];
  for (const [error, code] of codes) {
    it(`exits with ${code} for ${error.code} (${error.name})`, async () => {
      assert.deepEqual(await fail(error), { code, lines: ['stderr: broken'] });
    });
  }

  it('prints what to do next below the error', async () => {
    const error = new NatsxError('ERR_ANY', 'broken', { suggestions: ['mend it', 'or not'] });
    const { lines } = await fail(error);
    assert.deepEqual(lines, ['stderr: broken', 'stderr:   mend it', 'stderr:   or not']);
  });

  it('prints the error as JSON with --json', async () => {
    const error = new NatsxError('ERR_ANY', 'broken', { suggestions: ['mend it'] });
    const { code, lines } = await fail(error, ['--json']);
    const json = '{"error":{"code":"ERR_ANY","message":"broken","suggestions":["mend it"]}}';
    assert.deepEqual({ code, lines }, { code: 1, lines: [`json: ${json}`] });
  });

  it('leaves an error nobody expected to oclif', async () => {
    const bug = new TypeError('a bug');
    Failing.failure = bug;
    const config = await Config.load(import.meta.dirname);
    await assert.rejects(new Failing([], config).start(), bug);
  });
});
