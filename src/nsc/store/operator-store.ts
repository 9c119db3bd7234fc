/** The JWTs of one operator, its accounts and their users, in a folder of the operator's name. */
import { basename, join } from 'node:path';
import { decodeAs } from '../../jwt/codec.ts';
import type { AccountClaims } from '../../jwt/account-claims.ts';
import type { OperatorClaims } from '../../jwt/operator-claims.ts';
import type { UserClaims } from '../../jwt/user-claims.ts';
import { NscError } from '../errors.ts';
import type { Files } from './files.ts';

/** Marks the folder of an operator. */
export const MARK_FILE = '.nsc';

interface Mark {
  readonly managed: boolean;
  readonly name: string;
  readonly kind: 'operator';
  readonly version: '1';
}

export class OperatorStore {
  readonly folder: string;
  /** The folder's name, which is the operator's. */
  readonly name: string;
  /** Whether the operator is somebody else's, who signs accounts on a server. */
  readonly isManaged: boolean;
  readonly #files: Files;

  private constructor(folder: string, isManaged: boolean, files: Files) {
    this.folder = folder;
    this.name = basename(folder);
    this.isManaged = isManaged;
    this.#files = files;
  }

  /** The store in that folder; undefined if there is none. */
  static open(folder: string, files: Files): OperatorStore | undefined {
    const path = join(folder, MARK_FILE);
    const text = files.read(path);
    if (text === undefined) return undefined;
    const mark = parseMark(path, text);
    return new OperatorStore(folder, mark.managed === true, files);
  }

  /** A new store; the operator's JWT is still to come. */
  static create(folder: string, isManaged: boolean, files: Files): OperatorStore {
    const mark: Mark = {
      managed: isManaged,
      name: basename(folder),
      kind: 'operator',
      version: '1',
    };
    files.write(join(folder, MARK_FILE), JSON.stringify(mark));
    files.makeFolder(join(folder, 'accounts'));
    return new OperatorStore(folder, isManaged, files);
  }

  operatorToken(): string {
    return this.#token(this.#operatorPath()) ?? missing('operator', this.name);
  }

  operator(): OperatorClaims {
    return this.#decode('operator', this.#operatorPath(), this.operatorToken());
  }

  hasOperator(): boolean {
    return this.#files.has(this.#operatorPath());
  }

  setOperator(token: string): void {
    this.#files.write(this.#operatorPath(), token);
  }

  accountNames(): string[] {
    const folder = join(this.folder, 'accounts');
    return this.#files.foldersIn(folder).filter((name) => this.hasAccount(name));
  }

  hasAccount(name: string): boolean {
    return this.#files.has(this.#accountPath(name));
  }

  accountToken(name: string): string {
    return this.#token(this.#accountPath(name)) ?? missing('account', name);
  }

  account(name: string): AccountClaims {
    return this.#decode('account', this.#accountPath(name), this.accountToken(name));
  }

  setAccount(name: string, token: string): void {
    this.#files.write(this.#accountPath(name), token);
  }

  removeAccount(name: string): void {
    this.#files.remove(this.#accountPath(name));
    this.#files.removeFolder(join(this.folder, 'accounts', name, 'users'));
  }

  userNames(account: string): string[] {
    return this.#files
      .filesIn(join(this.folder, 'accounts', account, 'users'))
      .filter((name) => name.endsWith('.jwt') && !name.startsWith('.'))
      .map((name) => name.slice(0, -'.jwt'.length));
  }

  hasUser(account: string, name: string): boolean {
    return this.#files.has(this.userPath(account, name));
  }

  userToken(account: string, name: string): string {
    return this.#token(this.userPath(account, name)) ?? missing('user', name);
  }

  user(account: string, name: string): UserClaims {
    return this.#decode('user', this.userPath(account, name), this.userToken(account, name));
  }

  setUser(account: string, name: string, token: string): void {
    this.#files.write(this.userPath(account, name), token);
  }

  removeUser(account: string, name: string): void {
    this.#files.remove(this.userPath(account, name));
  }

  userPath(account: string, name: string): string {
    return join(this.folder, 'accounts', account, 'users', `${name}.jwt`);
  }

  /** The name of the account with that public key; undefined if there is none. */
  accountNameOf(publicKey: string): string | undefined {
    // Of ten thousand accounts it would take seconds to verify each.
    return this.accountNames().find((name) => subjectOf(this.accountToken(name)) === publicKey);
  }

  #operatorPath(): string {
    return join(this.folder, `${this.name}.jwt`);
  }

  #accountPath(name: string): string {
    return join(this.folder, 'accounts', name, `${name}.jwt`);
  }

  #token(path: string): string | undefined {
    return this.#files.read(path)?.trim();
  }

  #decode<Type extends 'operator' | 'account' | 'user'>(type: Type, path: string, token: string) {
    try {
      return decodeAs(type, token);
    } catch (cause) {
      const { message } = cause as Error;
      throw new NscError('ERR_NSC_STORE', `error decoding \`${path}\`: ${message}`, { cause });
    }
  }
}

/** Refuses what can't be the name of a file in the store. */
export function checkName(name: string, kind: 'operator' | 'account' | 'user'): void {
  if (name === '') throw new NscError('ERR_NSC_INPUT', `${kind} name is required`);
  if (/[/\\]/.test(name)) throw new NscError('ERR_NSC_INPUT', `name cannot contain '/' or '\\'`);
  if (name === '.' || name === '..' || name.includes('\0')) {
    throw new NscError(
      'ERR_NSC_INPUT',
      `${JSON.stringify(name)} cannot be a name: it is no name of a file`,
    );
  }
}

/** The subject of a token, unverified; empty if there is none. */
export function subjectOf(token: string): string {
  return identityOf(token)?.sub ?? '';
}

/** Whom a token is about, unverified: for lists of a hundred thousand. Undefined if it is no token. */
export function identityOf(
  token: string,
): { readonly name: string; readonly sub: string } | undefined {
  // Not just what stands between two dots: git may have put two tokens into the file.
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(token) ?? [];
  if (payload === undefined) return undefined;
  try {
    const body: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const { name = '', sub } = body as { name?: unknown; sub?: unknown };
    return typeof name === 'string' && typeof sub === 'string' ? { name, sub } : undefined;
  } catch {
    return undefined; // It is no JSON.
  }
}

const PLACES = {
  operator: '',
  account: ' in the current operator',
  user: ' in the current account',
};

function missing(kind: keyof typeof PLACES, name: string): never {
  throw new NscError('ERR_NSC_NOT_FOUND', `${kind} ${name} does not exist${PLACES[kind]}`);
}

function parseMark(path: string, text: string): Partial<Mark> {
  try {
    return JSON.parse(text) as Partial<Mark>; // Its fields are compared before they count.
  } catch (cause) {
    const { message } = cause as Error;
    throw new NscError('ERR_NSC_STORE', `error loading '.nsc' file: \`${path}\`: ${message}`, {
      cause,
    });
  }
}
