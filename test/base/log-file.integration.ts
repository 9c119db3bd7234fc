import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newSeed, randomFrom } from '../support/random.ts';

const WRITER = fileURLToPath(new URL('../support/log-writer.ts', import.meta.url));
const KILLS = 6;

describe('LogFile', () => {
  const seed = newSeed();

  it(`keeps every line once when its process is killed while it rotates (SEED=${seed})`, async function () {
    this.timeout(60_000);
    const directory = mkdtempSync(join(tmpdir(), 'natsx-log-'));
    const path = join(directory, 'x.log');
    const random = randomFrom(seed);
    try {
      for (let run = 0; run < KILLS; run++) {
        // A new file every few lines: many moments are in the middle of a rotation.
        await writeUntilKilled(path, run, 100 + random(30));
      }
      const files = readdirSync(directory).sort();
      // The current one is the youngest. A kill between renaming it and opening the next leaves none.
      const current = files.filter((name) => name === 'x.log');
      const texts = [...files.filter((name) => name !== 'x.log'), ...current]
        .map((name) => join(directory, name))
        .map((file) => readFileSync(file, 'utf8'));
      assert.ok(files.length > 10 * KILLS, `${files.length} files`);
      const lines = texts.join('').split('\n');
      for (let run = 0; run < KILLS; run++) checkRun(lines, run);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

/** Starts a process that logs, and kills it some milliseconds after it has begun. */
async function writeUntilKilled(path: string, run: number, delayMs: number): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx/esm', WRITER, path, String(run)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  setTimeout(() => child.kill('SIGKILL'), delayMs);
  await ended;
}

/** All lines of the run in order, none missing, none twice; only the last one may be cut. */
function checkRun(lines: readonly string[], run: number): void {
  const own = lines.filter((line) => line.startsWith(`line ${run} `));
  const whole = own.filter((line) => /^line \d \d+ x*\.$/.test(line));
  const numbers = whole.map((line) => Number(line.split(' ')[2]));
  assert.ok(numbers.length > 100, `run ${run} wrote ${numbers.length} lines`);
  numbers.forEach((number, at) => assert.equal(number, at, `run ${run}`));
  assert.ok(own.length - whole.length <= 1, `run ${run}: ${own.length - whole.length} cut lines`);
}
