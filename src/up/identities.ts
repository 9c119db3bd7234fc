/**
 * Who is who in a deployment: its operator with a system account, and an account with a user for the first steps. They
 * are made once, in a store of the deployment's own; what somebody adds to the store with nsc is served, too.
 */
import { join } from 'node:path';
import { NatsxError } from '../base/errors.ts';
import { addAccount } from '../nsc/add-account.ts';
import { addOperator } from '../nsc/add-operator.ts';
import { addUser } from '../nsc/add-user.ts';
import { editOperator } from '../nsc/edit-operator.ts';
import { change } from '../nsc/store/change.ts';
import type { OperatorStore } from '../nsc/store/operator-store.ts';
import type { Surroundings, Workspace } from '../nsc/store/workspace.ts';
import type { Place } from './place.ts';

export interface Identities {
  readonly operatorToken: string;
  /** Public keys. */
  readonly systemAccount: string;
  readonly account: string;
  /** The tokens of all accounts of the store, by their public keys. */
  readonly accounts: ReadonlyMap<string, string>;
  /** Files. */
  readonly creds: { readonly user: string; readonly system: string };
  /** What was not there before, in words. */
  readonly made: readonly string[];
}

/** The account and the user that people begin with. */
export const ACCOUNT = 'APP';
export const USER = 'app';
const SYSTEM = 'SYS';
const SYSTEM_USER = 'sys';

/**
 * Finds them, and makes what is missing. `urls` are where clients connect, for whoever pushes accounts; none leave it as
 * it was.
 */
export async function identitiesOf(
  place: Place,
  urls: readonly string[],
  now: () => Date,
): Promise<Identities> {
  try {
    return await change(storeOf(place, now), { command: 'natsx up' }, (workspace) =>
      complete(workspace, place, urls),
    );
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    throw new NatsxError(error.code, error.message, {
      cause: error,
      suggestions: [
        ...error.suggestions,
        `mend it with nsc --all-dirs ${place.nsc}, or begin anew: rm -r ${place.root}`,
      ],
    });
  }
}

/** The places that `nsc --all-dirs` has, with the history in it: nothing of the user's own store is looked at. */
function storeOf({ nsc, root }: Place, now: () => Date): Surroundings {
  return {
    directories: {
      config: nsc,
      stores: nsc,
      storesAreGiven: true,
      keystore: nsc,
      state: nsc,
      contexts: join(root, 'contexts'),
      home: root,
      current: nsc,
    },
    currentDirectoryOnly: false,
    ignoresInGit: true,
    now,
  };
}

async function complete(
  workspace: Workspace,
  { name }: Place,
  urls: readonly string[],
): Promise<Identities> {
  const made: string[] = [];
  if (!workspace.operatorNames().includes(name)) {
    await addOperator(workspace, { name, sys: true, known: new Map() });
    made.push(`operator ${name}`, `system account ${SYSTEM}`);
  }
  workspace.useOperator(name);
  const store = workspace.store();
  tellUrls(workspace, store, urls);
  const systemAccount = store.operator().nats.system_account;
  const systemName = systemAccount === '' ? undefined : store.accountNameOf(systemAccount);
  if (systemName === undefined) {
    throw new NatsxError('ERR_UP_STORE', `operator ${name} has no system account in its store`);
  }
  if (!store.hasAccount(ACCOUNT)) {
    await addAccount(workspace, { name: ACCOUNT, ...NO_PERMISSIONS });
    made.push(`account ${ACCOUNT}`);
  }
  return {
    systemAccount,
    account: store.account(ACCOUNT).sub,
    accounts: new Map(
      store
        .accountNames()
        .map((each) => [store.account(each).sub, store.accountToken(each)] as const),
    ),
    creds: {
      user: credsOf(workspace, store, { account: ACCOUNT, user: USER }, made),
      system: credsOf(workspace, store, { account: systemName, user: SYSTEM_USER }, made),
    },
    operatorToken: store.operatorToken(),
    made,
  };
}

/** Where clients connect is where accounts are pushed to. */
function tellUrls(workspace: Workspace, store: OperatorStore, urls: readonly string[]): void {
  const { operator_service_urls: before, account_server_url: pushed } = store.operator().nats;
  if (urls.length === 0) return;
  const isTold = before.length === urls.length && urls.every((url) => before.includes(url));
  if (isTold && pushed === urls[0]) return;
  editOperator(workspace, {
    accountJwtServerUrl: urls[0],
    serviceUrl: urls.filter((url) => !before.includes(url)),
    rmServiceUrl: before.filter((url) => !urls.includes(url)),
    ...NO_TAGS,
    sk: [],
    rmSk: [],
  });
}

/** The creds of a user, both of which are made if they are missing; answers where they are. */
function credsOf(
  workspace: Workspace,
  store: OperatorStore,
  { account, user }: { readonly account: string; readonly user: string },
  made: string[],
): string {
  const { keystore } = workspace;
  if (!store.hasUser(account, user)) {
    addUser(workspace, { account, name: user, ...NO_PERMISSIONS, tag: [], sourceNetwork: [] });
    made.push(`user ${user} of account ${account}`);
  }
  const path = keystore.credsPathOf(store.name, account, user);
  if (keystore.hasCreds(store.name, account, user)) return path;
  const { sub } = store.user(account, user);
  const pair = keystore.find(sub);
  if (pair === undefined) {
    const text = `the creds of user ${user} of account ${account} are gone, and so is the seed of ${sub}`;
    throw new NatsxError('ERR_UP_STORE', text);
  }
  made.push(`creds of user ${user} of account ${account}`);
  return keystore.addCreds(store.name, account, user, store.userToken(account, user), pair);
}

const NO_TAGS = { tag: [], rmTag: [] } as const;

const NO_PERMISSIONS = {
  allowPub: [],
  allowPubsub: [],
  allowSub: [],
  denyPub: [],
  denyPubsub: [],
  denySub: [],
  rm: [],
} as const;
