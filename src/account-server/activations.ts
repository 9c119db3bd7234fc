/** Activation tokens, kept by the hash of what they are about, beside the accounts. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NatsxError } from '../base/errors.ts';
import { fileErrorText } from '../base/system-error.ts';
import { writeKeyFile } from '../nkeys/key-file.ts';

/** A SHA-256 in base32 with its padding. */
const HASH = /^[A-Z2-7]{52}====$/;

export class ActivationStore {
  readonly #folder: string;

  /** `folder` is that of the accounts. */
  constructor(folder: string) {
    this.#folder = join(folder, 'activations');
  }

  async load(hash: string): Promise<string | undefined> {
    if (!HASH.test(hash)) return undefined;
    const path = this.#pathOf(hash);
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new NatsxError('ERR_ACCOUNT_STORE', fileErrorText('open', path, error), {
        cause: error,
      });
    }
  }

  /** `hash` is that of the activation, which the caller has verified. */
  async save(hash: string, token: string): Promise<void> {
    const path = this.#pathOf(hash);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeKeyFile(path, token, { overwrite: true });
    } catch (error) {
      throw new NatsxError('ERR_ACCOUNT_STORE', fileErrorText('write', path, error), {
        cause: error,
      });
    }
  }

  #pathOf(hash: string): string {
    return join(this.#folder, `${hash}.jwt`);
  }
}
