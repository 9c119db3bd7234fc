/**
 * A profile: what programs that connect ask nsc for, by a URL. `nsc://operator/account/user?names&keys&seeds` names whom,
 * and what is wanted of them beside the creds and the operator's URLs.
 */
import type { AccountClaims } from '../jwt/account-claims.ts';
import type { OperatorClaims } from '../jwt/operator-claims.ts';
import type { UserClaims } from '../jwt/user-claims.ts';
import { quoteText } from '../jwt/validation.ts';
import type { Description } from './describe.ts';
import { NscError } from './errors.ts';
import { parseNscUrl, type NscUrl } from './generate-profile/nsc-url.ts';
import { Report } from './report.ts';
import { identityOf, type OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';

/** Where the store and the keystore are, if the URL says so. */
export function placesOf(url: string): {
  store?: string | undefined;
  keystore?: string | undefined;
} {
  const { query } = parseNscUrl(url);
  return { store: query.get('store'), keystore: query.get('keystore') };
}

type Kind = 'operator' | 'account' | 'user';

interface Details {
  readonly service?: readonly string[];
  name?: string;
  seed?: string;
  id?: string;
}

interface Entity {
  readonly kind: Kind;
  /** As the profile names it. */
  readonly name: string;
  /** Its public key and those of its signing keys. */
  readonly keys: readonly string[];
}

export function generateProfile(
  workspace: Workspace,
  { url: text, outputFile }: { readonly url: string; readonly outputFile: string },
): Description {
  const url = parseNscUrl(text);
  const store = findOperator(workspace, url.operator);
  const operator = store.operator();
  const account = url.account === undefined ? undefined : findAccount(store, url.account);
  const user = url.user === undefined ? undefined : findUser(store, account!.folder, url.user);
  const entities: Entity[] = [
    { kind: 'operator', name: store.name, keys: [operator.sub, ...operator.nats.signing_keys] },
    ...(account === undefined ? [] : [entityOfAccount(account.claims)]),
    ...(user === undefined ? [] : [entityOfUser(user.claims)]),
  ];
  const creds =
    user === undefined ? undefined : credsOf(workspace, store, account!.folder, user.folder);
  const profile = {
    ...(creds === undefined ? {} : { user_creds: creds }),
    ...detailsOf(workspace, operator, entities, url),
  };
  // Programs read it from our output, so it is JSON as Go's nsc indents it.
  const json = `${JSON.stringify(profile, undefined, 2)}\n`;
  if (outputFile === '--') return { text: json, data: profile };
  const path = workspace.expand(outputFile);
  const report = new Report().ok(`wrote tool configuration to ${workspace.show(path)}`);
  return { text: json, outputFile: path, report, data: { profile } };
}

function entityOfAccount({ name, sub, nats }: AccountClaims): Entity {
  return { kind: 'account', name, keys: [sub, ...Array.from(nats.signing_keys.keys()).sort()] };
}

function entityOfUser({ name, sub }: UserClaims): Entity {
  return { kind: 'user', name, keys: [sub] };
}

function credsOf(
  { files, keystore }: Workspace,
  store: OperatorStore,
  account: string,
  user: string,
): string | undefined {
  const path = keystore.credsPathOf(store.name, account, user);
  return files.has(path) ? path : undefined;
}

function detailsOf(
  workspace: Workspace,
  operator: OperatorClaims,
  entities: readonly Entity[],
  { query }: NscUrl,
): Partial<Record<Kind, Details>> {
  const urls = operator.nats.operator_service_urls;
  const profile: Partial<Record<Kind, Details>> = {
    operator: urls.length === 0 ? {} : { service: urls },
  };
  const last = entities.at(-1)!;
  for (const entity of entities) {
    const { kind, name, keys } = entity;
    const details: Details = profile[kind] ?? {};
    const wants = (what: 'name' | 'key' | 'seed') =>
      query.has(`${what}s`) ||
      query.has(`${kind}${what}`) ||
      // Go's nsc has `name` and `seed` mean all that the path names, and `key` the last of it.
      (query.has(what) && (what !== 'key' || entity === last));
    if (wants('name')) details.name = name;
    if (wants('seed')) details.seed = seedOf(workspace, keys, query.get(`${kind}seed`) ?? '');
    if (wants('key')) details.id = keys[0]!;
    if (kind === 'operator' || Object.keys(details).length > 0) profile[kind] = details;
  }
  refuseMissing(query, profile);
  return profile;
}

/** What is wanted of somebody whom the path does not name. */
function refuseMissing(
  query: ReadonlyMap<string, string>,
  profile: Partial<Record<Kind, Details>>,
): void {
  for (const kind of ['account', 'user'] as const) {
    const wanted = ['name', 'key', 'seed'].find((what) => query.has(`${kind}${what}`));
    if (wanted === undefined || profile[kind] !== undefined) continue;
    const text = `invalid nsc url: ${kind}${wanted} needs the ${kind} in the path`;
    throw new NscError('ERR_NSC_INPUT', text);
  }
}

/** The seed of that key, or of the first that is in the keystore. */
function seedOf({ keystore }: Workspace, keys: readonly string[], wanted: string): string {
  const key = wanted.toUpperCase();
  if (key !== '' && !keys.includes(key)) {
    throw new NscError('ERR_NSC_NOT_FOUND', `${quoteText(key)} was not found`);
  }
  const candidates = key === '' ? keys : [key];
  for (const each of candidates) {
    const pair = keystore.find(each);
    if (pair !== undefined) return pair.seed();
  }
  throw new NscError('ERR_NSC_SIGNER', `no seed was found for ${quoteText(candidates[0]!)}`);
}

/** An operator is named by its folder, its name or its key; case does not count. */
function findOperator(workspace: Workspace, wanted: string): OperatorStore {
  const names = workspace.operatorNames();
  const found =
    names.find((name) => isSame(name, wanted)) ??
    names.find((name) => isCalled(workspace.store(name).operatorToken(), wanted));
  if (found !== undefined) return workspace.store(found);
  const text = `operator ${quoteText(wanted)} not in \`${workspace.storeRoot}\``;
  throw new NscError('ERR_NSC_NOT_FOUND', text);
}

function findAccount(
  store: OperatorStore,
  wanted: string,
): { readonly folder: string; readonly claims: AccountClaims } {
  const names = store.accountNames();
  const folder =
    names.find((name) => isSame(name, wanted)) ??
    names.find((name) => isCalled(store.accountToken(name), wanted));
  if (folder !== undefined) return { folder, claims: store.account(folder) };
  const text = `invalid account ${quoteText(wanted)}: account was not found`;
  throw new NscError('ERR_NSC_NOT_FOUND', text);
}

function findUser(
  store: OperatorStore,
  account: string,
  wanted: string,
): { readonly folder: string; readonly claims: UserClaims } {
  const names = store.userNames(account);
  const folder =
    names.find((name) => isSame(name, wanted)) ??
    names.find((name) => isCalled(store.userToken(account, name), wanted));
  if (folder !== undefined) return { folder, claims: store.user(account, folder) };
  throw new NscError('ERR_NSC_NOT_FOUND', `invalid user ${quoteText(wanted)}: user was not found`);
}

function isCalled(token: string, wanted: string): boolean {
  const identity = identityOf(token);
  return identity !== undefined && (isSame(identity.name, wanted) || isSame(identity.sub, wanted));
}

function isSame(name: string, wanted: string): boolean {
  return name.toLowerCase() === wanted.toLowerCase();
}
