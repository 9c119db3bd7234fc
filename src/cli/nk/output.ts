/** Where results go: stdout or the `-out` file, as text or as JSON. */
import type { Surroundings } from '../surroundings.ts';
import { goFileError } from './files.ts';
import type { NkFlags } from './flags.ts';

export class Output {
  readonly #flags: NkFlags;
  readonly #io: Surroundings;
  /** What waits for close() to be written to the `-out` file; undefined if there is none. */
  readonly #kept: Buffer[] | undefined;

  constructor(flags: NkFlags, io: Surroundings) {
    this.#flags = flags;
    this.#io = io;
    this.#kept = this.toFile ? [] : undefined;
  }

  /** Whether `-out` names a file; `-out -` is stdout. */
  get toFile(): boolean {
    return this.#flags.out !== undefined && this.#flags.out !== '' && this.#flags.out !== '-';
  }

  /** One result: the lines Go's nk would print, or the object for `-json`. */
  async result(lines: readonly string[], json: object): Promise<void> {
    await this.bytes(lines.map((line) => `${line}\n`).join(''), json);
  }

  /** One result that is no line of text. */
  async bytes(data: string | Uint8Array, json: object): Promise<void> {
    const chunk = this.#flags.json ? `${JSON.stringify(json)}\n` : data;
    if (this.#kept === undefined) await this.#io.stdout.write(chunk);
    else this.#kept.push(Buffer.from(chunk));
  }

  /** Something that is shown even when results go to a file. */
  async show(line: string, json: object): Promise<void> {
    await this.#io.stdout.write(`${this.#flags.json ? JSON.stringify(json) : line}\n`);
  }

  /** Writes the `-out` file, if there is one and anything for it. */
  async close(): Promise<void> {
    if (this.#kept === undefined || this.#kept.length === 0) return;
    const contents = Buffer.concat(this.#kept);
    for (const chunk of this.#kept) chunk.fill(0);
    await this.writeFile(contents);
    contents.fill(0);
  }

  /** Writes the `-out` file now. */
  async writeFile(contents: string | Uint8Array): Promise<void> {
    const { writeKeyFile } = await import('../../nkeys/key-file.ts');
    const path = this.#flags.out!;
    try {
      await writeKeyFile(path, contents, { overwrite: this.#flags.force });
    } catch (error) {
      throw goFileError(error, path, 'open');
    }
  }
}
