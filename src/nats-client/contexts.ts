/**
 * The folder of contexts: `context/<name>.json`, `context.txt` with the name of the selected one, `previous-context.txt`
 * with the one selected before. natscli's layout (jsm.go natscontext); files 0600, replaced as a whole.
 */
import { readFile, rm, stat } from 'node:fs/promises';
import { dirname, join, parse, resolve } from 'node:path';
import { NatsxError } from '../base/errors.ts';
import { fileErrorText } from '../base/system-error.ts';
import { writeKeyFile } from '../nkeys/index.ts';
import { decodeContext, encodeContext, type ContextFields } from './context.ts';
import { contextNames, isMissing, isValidName } from './context-names.ts';

/** A context of a project: this file, in a folder or one above it, holds the name of the context to use there. */
const PROJECT_FILE = join('.natsx', 'context');

export class Contexts {
  readonly #folder: string;

  /** `folder` is that of the `nats` command line: `$XDG_CONFIG_HOME/nats`, or `~/.config/nats`. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The names of all contexts, sorted. */
  async names(): Promise<string[]> {
    try {
      return await contextNames(this.#folder);
    } catch (error) {
      throw fileError(join(this.#folder, 'context'), error);
    }
  }

  /** The file of a context. Throws for a name that could lead out of the folder. */
  path(name: string): string {
    if (!isValidName(name)) {
      throw new NatsxError('ERR_CONTEXT_NAME', `invalid context name ${JSON.stringify(name)}`, {
        suggestions: [
          'a name has no path separators or control characters, and begins with no dot',
        ],
      });
    }
    return join(this.#folder, 'context', `${name}.json`);
  }

  async has(name: string): Promise<boolean> {
    try {
      return (await stat(this.path(name))).isFile();
    } catch (error) {
      if (isMissing(error)) return false;
      throw error instanceof NatsxError ? error : fileError(this.path(name), error);
    }
  }

  /** What a context says; throws NatsxError ERR_CONTEXT_UNKNOWN if there is none of that name. */
  async load(name: string): Promise<ContextFields> {
    const path = this.path(name);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (isMissing(error)) throw await this.#unknown(name);
      throw fileError(path, error);
    }
    return decodeContext(text, path);
  }

  async save(name: string, context: ContextFields): Promise<void> {
    await this.#write(this.path(name), encodeContext(context));
  }

  /** Removes a context; one that is selected is not any more. */
  async remove(name: string): Promise<void> {
    await rm(this.path(name), { force: true });
    if ((await this.selected()) === name) await rm(this.#selectedFile, { force: true });
    if ((await this.previous()) === name) await rm(this.#previousFile, { force: true });
  }

  /** The name of the selected context; undefined if there is none. */
  async selected(): Promise<string | undefined> {
    return readName(this.#selectedFile);
  }

  /** The one selected before. */
  async previous(): Promise<string | undefined> {
    return readName(this.#previousFile);
  }

  /** Selects a context, or none. */
  async select(name: string | undefined): Promise<void> {
    if (name !== undefined && !(await this.has(name))) throw await this.#unknown(name);
    const before = await this.selected();
    if (before !== undefined && before !== name) await this.#write(this.#previousFile, before);
    if (name === undefined) await rm(this.#selectedFile, { force: true });
    else await this.#write(this.#selectedFile, name);
  }

  get #selectedFile(): string {
    return join(this.#folder, 'context.txt');
  }

  get #previousFile(): string {
    return join(this.#folder, 'previous-context.txt');
  }

  async #write(path: string, text: string): Promise<void> {
    try {
      await writeKeyFile(path, text, { overwrite: true });
    } catch (error) {
      throw fileError(path, error);
    }
  }

  async #unknown(name: string): Promise<NatsxError> {
    const names = await this.names();
    return new NatsxError('ERR_CONTEXT_UNKNOWN', `context not found: ${JSON.stringify(name)}`, {
      suggestions: [
        names.length === 0
          ? 'there are no contexts yet: make one with `natsx context add`'
          : `there are: ${names.join(', ')}`,
      ],
    });
  }
}

/** The context that the project around `folder` names, with the file that says so; undefined if it names none. */
export async function projectContext(
  folder: string,
): Promise<{ readonly name: string; readonly file: string } | undefined> {
  const { root } = parse(resolve(folder));
  for (let at = resolve(folder); ; at = dirname(at)) {
    const file = join(at, PROJECT_FILE);
    const name = await readName(file);
    if (name !== undefined) return { name, file };
    if (at === root) return undefined;
  }
}

async function readName(file: string): Promise<string | undefined> {
  try {
    const name = (await readFile(file, 'utf8')).trim();
    return name === '' ? undefined : name;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileError(file, error);
  }
}

function fileError(path: string, cause: unknown): NatsxError {
  return new NatsxError('ERR_FILE', fileErrorText('open', path, cause), { cause });
}
