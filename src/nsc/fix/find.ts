/** Finds operators, accounts, users and seeds in folders. Of several JWTs of one key the last that was issued counts. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NatsxError } from '../../base/errors.ts';
import type { AccountClaims } from '../../jwt/account-claims.ts';
import { decode } from '../../jwt/codec.ts';
import type { Claims } from '../../jwt/kinds.ts';
import type { OperatorClaims } from '../../jwt/operator-claims.ts';
import type { UserClaims } from '../../jwt/user-claims.ts';
import { parseDecoratedJwt, parseDecoratedUserNkey } from '../../nkeys/creds.ts';
import type { KeyPair } from '../../nkeys/keypair.ts';
import { parseKey, canSign } from '../key-text.ts';
import type { Report } from '../report.ts';
import { cannot } from '../store/file-errors.ts';

export interface Found<C extends Claims> {
  readonly claims: C;
  readonly token: string;
}

export interface FoundEntities {
  /** By name. */
  readonly operators: readonly Found<OperatorClaims>[];
  readonly accounts: readonly Found<AccountClaims>[];
  readonly users: readonly Found<UserClaims>[];
  readonly seeds: ReadonlyMap<string, KeyPair>;
}

/** Searches the folders and what is in them; `report` says what became of each file. */
export function findEntities(
  folders: readonly string[],
  { withCreds }: { readonly withCreds: boolean },
  report: Report,
): FoundEntities {
  const paths = folders.flatMap((folder) => filesBelow(folder));
  const endingWith = (ending: string) => paths.filter((path) => path.endsWith(ending));
  const seeds = findSeeds(endingWith('.nk'), report.group('Find NKeys'));
  const tokens = readTokens(endingWith('.jwt'), report);
  const operators = latest(ofType(tokens, 'operator'), report.group('Find Operators'));
  const accounts = latest(ofType(tokens, 'account'), report.group('Find Accounts'), (claims) =>
    operators.some((each) => signs(each.claims, claims.iss))
      ? undefined
      : `operator ${claims.iss} was not found`,
  );
  const creds = withCreds ? readCreds(endingWith('.creds'), seeds, report) : [];
  const found = [...ofType(tokens, 'user'), ...ofType(creds, 'user')];
  const accountKeys = new Set(accounts.map(({ claims }) => claims.sub));
  const users = latest(found, report.group('Find Users'), (claims) => {
    const account = accountOf(claims);
    return accountKeys.has(account) ? undefined : `account ${account} was not found`;
  });
  return { operators, accounts, users, seeds };
}

/** The account that a user says it is of. */
export function accountOf({ iss, nats }: UserClaims): string {
  return nats.issuer_account === '' ? iss : nats.issuer_account;
}

function signs({ sub, nats }: OperatorClaims, issuer: string): boolean {
  return sub === issuer || nats.signing_keys.includes(issuer);
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    throw cannot('reading', folder, error);
  }
}

function findSeeds(paths: readonly string[], report: Report): Map<string, KeyPair> {
  const seeds = new Map<string, KeyPair>();
  for (const path of paths) {
    const pair = parseKey(readFileSync(path, 'utf8'));
    if (pair === undefined || !canSign(pair)) report.warning(`\`${path}\` holds no seed`);
    else seeds.set(pair.publicKey, pair);
  }
  return seeds;
}

interface FoundToken {
  readonly path: string;
  readonly token: string;
  readonly claims: Claims;
}

function readTokens(paths: readonly string[], report: Report): FoundToken[] {
  return paths.flatMap((path) => {
    try {
      const token = parseDecoratedJwt(readFileSync(path, 'utf8')).trim();
      return [{ path, token, claims: decode(token) }];
    } catch (error) {
      if (!(error instanceof NatsxError)) throw error;
      report.warning(`error loading ${path}: ${error.message}`);
      return [];
    }
  });
}

function readCreds(
  paths: readonly string[],
  seeds: Map<string, KeyPair>,
  report: Report,
): FoundToken[] {
  const line = report.group('Find Creds');
  const tokens = readTokens(paths, line);
  for (const { path } of tokens) {
    try {
      const pair = parseDecoratedUserNkey(readFileSync(path, 'utf8'));
      seeds.set(pair.publicKey, pair);
    } catch (error) {
      if (!(error instanceof NatsxError)) throw error;
      line.warning(`error parsing nkey \`${path}\`: ${error.message}`);
    }
  }
  return tokens;
}

interface Candidate<C extends Claims> extends Found<C> {
  readonly path: string;
}

function ofType<Type extends Claims['type']>(
  tokens: readonly FoundToken[],
  type: Type,
): Candidate<Extract<Claims, { type: Type }>>[] {
  return tokens.filter(({ claims }) => claims.type === type) as Candidate<
    Extract<Claims, { type: Type }>
  >[]; // By their type.
}

/** One of each key, by name; `complaintOf` says why one is ignored. */
function latest<C extends Claims & { readonly name: string }>(
  candidates: readonly Candidate<C>[],
  report: Report,
  complaintOf: (claims: C) => string | undefined = () => undefined,
): Found<C>[] {
  const found = new Map<string, Found<C>>();
  for (const { path, ...each } of candidates) {
    const { type, sub, iat } = each.claims;
    const line = report.group(`${type} ${sub}`);
    const complaint = complaintOf(each.claims);
    const before = found.get(sub)?.claims.iat;
    if (complaint !== undefined) {
      line.warning(`${complaint} - ignoring ${type} ${path}`);
    } else if (before !== undefined && before >= iat) {
      line.ok(`ignoring older config ${path}`);
    } else {
      line.ok(`${before === undefined ? 'loaded' : 'updated'} from ${path}`);
      found.set(sub, each);
    }
  }
  return Array.from(found.values()).sort((a, b) => (a.claims.name < b.claims.name ? -1 : 1));
}
