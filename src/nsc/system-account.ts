/** The system account that a new operator gets, with its user. */
import { newAccountClaims } from '../jwt/account-claims.ts';
import { encode } from '../jwt/codec.ts';
import { newExport } from '../jwt/exports.ts';
import { newUserClaims } from '../jwt/user-claims.ts';
import { createAccount, createUser } from '../nkeys/create.ts';
import type { KeyPair } from '../nkeys/keypair.ts';
import type { OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';

export interface SystemAccount {
  readonly publicKey: string;
  readonly userKey: string;
  readonly credsPath: string;
}

const NAME = 'SYS';
const USER = 'sys';

/** What servers tell other accounts about themselves; Go's nsc has the same texts, which tools show. */
const EXPORTS = [
  {
    ...newExport('service', '$SYS.REQ.ACCOUNT.*.*'),
    name: 'account-monitoring-services',
    response_type: 'Stream',
    account_token_position: 4,
    description:
      'Request account specific monitoring services for: SUBSZ, CONNZ, LEAFZ, JSZ and INFO',
    info_url: 'https://docs.nats.io/nats-server/configuration/sys_accounts',
  },
  {
    ...newExport('stream', '$SYS.ACCOUNT.*.>'),
    name: 'account-monitoring-streams',
    account_token_position: 3,
    description: 'Account specific monitoring stream',
    info_url: 'https://docs.nats.io/nats-server/configuration/sys_accounts',
  },
];

export function addSystemAccount(
  workspace: Workspace,
  store: OperatorStore,
  signer: KeyPair,
): SystemAccount {
  const { keystore, now } = workspace;
  const [account, signingKey, user] = [createAccount(), createAccount(), createUser()];
  for (const pair of [account, signingKey, user]) keystore.add(pair);
  const claims = newAccountClaims(account.publicKey);
  const nats = {
    ...claims.nats,
    exports: EXPORTS,
    signing_keys: new Map([[signingKey.publicKey, undefined]]),
  };
  store.setAccount(NAME, encode({ ...claims, name: NAME, nats }, signer, { now }));
  const userClaims = newUserClaims(user.publicKey);
  const userNats = { ...userClaims.nats, issuer_account: account.publicKey };
  const token = encode({ ...userClaims, name: USER, nats: userNats }, signingKey, { now });
  store.setUser(NAME, USER, token);
  const credsPath = keystore.addCreds(store.name, NAME, USER, token, user);
  return { publicKey: account.publicKey, userKey: user.publicKey, credsPath };
}
