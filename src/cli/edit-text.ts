/** A text in the user's editor. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NatsxError } from '../base/errors.ts';

/**
 * What the user makes of `text` in `$VISUAL`, `$EDITOR` or vi. The copy that is edited can be read by its owner alone,
 * and is gone afterwards. Throws NatsxError ERR_EDITOR if the editor can't be started or fails.
 */
export async function editText(
  text: string,
  { suffix, env }: { suffix: string; env: Readonly<Record<string, string | undefined>> },
): Promise<string> {
  const editor = [env['VISUAL'], env['EDITOR']].find((each) => (each ?? '') !== '') ?? 'vi';
  const folder = await mkdtemp(join(tmpdir(), 'natsx-edit-'));
  try {
    const file = join(folder, `edit${suffix}`);
    await writeFile(file, text, { mode: 0o600 });
    await run(editor, file);
    return await readFile(file, 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The variable may hold a command with arguments, which is the shell's to take apart. */
function run(editor: string, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (why: string, cause?: unknown) => {
      const suggestions = ['set EDITOR to the editor of your choice'];
      reject(new NatsxError('ERR_EDITOR', `editor ${editor}: ${why}`, { cause, suggestions }));
    };
    const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' });
    child.once('error', (error) => failed(error.message, error));
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else failed(signal === null ? `exit status ${code}` : `ended by ${signal}`);
    });
  });
}
