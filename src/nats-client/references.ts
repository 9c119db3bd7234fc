/**
 * Where credentials are: a path, or one of natscli's other forms, so that no secret has to lie in a file.
 *
 *     ~/joe.creds, file://joe.creds            a file; $VAR and ${VAR} in it are replaced
 *     env://NAME                               an environment variable
 *     data:;base64,…                           the thing itself, as `natsx context add --embed` stores it
 *     op://vault/item/field                    what the 1Password command line reads there
 *     nsc://operator/account/user              the creds that nsc has of this user
 */
import { join } from 'node:path';
import { NatsxError } from '../base/errors.ts';
import { readNamedFile } from './named-file.ts';

/** What references are looked up in. */
export interface ReferenceSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Runs a program, `op` or `nsc`; resolves with what it prints. Rejects if it fails. */
  run(program: string, args: readonly string[]): Promise<string>;
}

/** What `reference` stands for; throws NatsxError ERR_FILE, after `prefix`, which never shows the content. */
export async function readReference(
  reference: string,
  prefix: string,
  surroundings: ReferenceSurroundings,
): Promise<Buffer> {
  const { scheme, rest } = splitReference(reference);
  switch (scheme) {
    case 'env':
      return Buffer.from(variable(rest, prefix, surroundings));
    case 'data':
      return embedded(rest, prefix);
    case 'op':
      return Buffer.from(await run('op', ['read', reference], prefix, surroundings));
    case 'nsc': {
      const { creds } = await readNscProfile(reference, prefix, surroundings);
      return readNamedFile(creds, prefix);
    }
    default:
      return readNamedFile(expandPath(rest, surroundings), prefix);
  }
}

/** What nsc knows of the user of an `nsc://` reference: its creds file, and the operator's servers. */
export async function readNscProfile(
  reference: string,
  prefix: string,
  surroundings: ReferenceSurroundings,
): Promise<{ readonly creds: string; readonly servers: readonly string[] }> {
  const text = await run('nsc', ['generate', 'profile', reference], prefix, surroundings);
  let profile: { user_creds?: unknown; operator?: { service?: unknown } };
  try {
    profile = JSON.parse(text) as typeof profile;
  } catch (cause) {
    throw unreadable(prefix, reference, 'nsc did not answer with a profile', cause);
  }
  const { user_creds: creds, operator } = profile;
  if (typeof creds !== 'string' || creds === '') {
    throw unreadable(prefix, reference, 'nsc knows no creds of this user');
  }
  const servers = Array.isArray(operator?.service) ? (operator.service as string[]) : [];
  return { creds, servers };
}

/** A path with `~`, `$VAR` and `${VAR}` replaced; what is not a variable stays as it is. */
export function expandPath(path: string, { env, home }: ReferenceSurroundings): string {
  const atHome = path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path;
  return atHome.replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (text, braced?: string, bare?: string) => env[braced ?? bare ?? ''] ?? text,
  );
}

/** Whether a reference is to a file, whose content could be embedded instead. */
export function isFileReference(reference: string): boolean {
  return splitReference(reference).scheme === 'file';
}

function splitReference(reference: string): { scheme: string; rest: string } {
  const [, scheme, rest] = /^(file|env|op|nsc):\/\/(.*)$/s.exec(reference) ?? [];
  if (scheme !== undefined) return { scheme, rest: rest! };
  if (reference.startsWith('data:')) return { scheme: 'data', rest: reference.slice(5) };
  return { scheme: 'file', rest: reference };
}

function variable(name: string, prefix: string, { env }: ReferenceSurroundings): string {
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  throw new NatsxError('ERR_FILE', `${prefix}: the environment variable ${name} is not set`);
}

function embedded(text: string, prefix: string): Buffer {
  const [, content] = /^[^,]*;base64,([A-Za-z0-9+/=_-]*)$/.exec(text) ?? [];
  if (content !== undefined) return Buffer.from(content, 'base64');
  throw new NatsxError('ERR_FILE', `${prefix}: not a data URL of the form data:;base64,…`);
}

async function run(
  program: string,
  args: readonly string[],
  prefix: string,
  surroundings: ReferenceSurroundings,
): Promise<string> {
  try {
    return (await surroundings.run(program, args)).trimEnd();
  } catch (cause) {
    const { message } = cause as Error;
    throw unreadable(prefix, args.at(-1)!, `${program} ${args[0]} failed: ${message}`, cause);
  }
}

function unreadable(prefix: string, reference: string, why: string, cause?: unknown): NatsxError {
  return new NatsxError('ERR_FILE', `${prefix}: could not read ${reference}: ${why}`, { cause });
}
