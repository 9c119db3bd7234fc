import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import ServerValidate from '../../../src/commands/server/validate.ts';

const ROOT = join(import.meta.dirname, '../../..');

describe('natsx server validate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'natsx-validate-'));
  const config = join(folder, 'x.conf');
  after(() => rmSync(folder, { recursive: true }));

  /** What the command prints, line by line, and the exit code. */
  async function run(text: string, ...flags: string[]): Promise<{ lines: string[]; code: number }> {
    writeFileSync(config, text);
    const lines: string[] = [];
    class Quiet extends ServerValidate {
      override log(line = ''): void {
        if (!this.jsonEnabled()) lines.push(line);
      }
      override logJson(json: unknown): void {
        lines.push(JSON.stringify(json));
      }
    }
    const before = process.exitCode;
    process.exitCode = 0;
    try {
      await Quiet.run([config, ...flags], ROOT);
      return { lines, code: exitCode() };
    } finally {
      process.exitCode = before;
    }
  }

  it('says that a configuration is valid', async () => {
    const { lines, code } = await run('port: -1');
    assert.equal(code, 0);
    assert.match(
      lines.join('\n'),
      /^configuration file .*x\.conf is valid \(sha256:[\da-f]{64}\)$/,
    );
  });

  it('finds a port that is taken, and files that are missing', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    try {
      const { port } = taken.address() as AddressInfo;
      const { lines, code } = await run(
        `listen: "127.0.0.1:${port}"\nports_file_dir: "${join(folder, 'none')}"`,
      );
      assert.equal(code, 1);
      assert.deepEqual(lines.slice(0, 2), [
        `error: ports_file_dir: ${join(folder, 'none')} does not exist`,
        `error: port: listen tcp 127.0.0.1:${port}: bind: address already in use`,
      ]);
    } finally {
      taken.close();
    }
  });

  it('says it in JSON', async () => {
    const { lines, code } = await run('prot: 1', '--json');
    const { valid, findings } = JSON.parse(lines.join('')) as {
      valid: boolean;
      findings: object[];
    };
    assert.deepEqual([code, valid, findings.length], [1, false, 1]);
  });
});

/** What the command made of it. */
function exitCode(): number {
  return Number(process.exitCode);
}
