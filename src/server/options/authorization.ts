/** Who may connect: the `authorization` blocks of clients, routes, gateways, leafnodes and websockets. */
import { isValidPublicKey } from '../../nkeys/strkey.ts';
import { block, blocks } from './block.ts';
import { boolean, list, oneOf, text, timeout } from './kinds.ts';
import { option, type GivenOf, type OptionsOf } from './option.ts';
import { permissions } from './permissions.ts';

/** Who needs longer has most likely left out the quotes around `1m`, which is a million. */
const HIGH_TIMEOUT_MS = 60_000;

/** Of a client: how it connects, as nats-server names it. */
const connectionTypes = [
  'STANDARD',
  'WEBSOCKET',
  'LEAFNODE',
  'LEAFNODE_WS',
  'MQTT',
  'MQTT_WS',
  'IN_PROCESS',
] as const;

export type ConnectionType = (typeof connectionTypes)[number];

const connectionTypeNames = list(oneOf(connectionTypes), { single: true });

/** In a file in any case; nats-server reports the place of the list. */
const connectionTypeList: typeof connectionTypeNames = {
  ...connectionTypeNames,
  read(source) {
    const names = list(text(), { single: true }).read(source);
    const types = names?.map((name) => name.toUpperCase());
    const unknown = types?.filter((type) => !(connectionTypes as readonly string[]).includes(type));
    return unknown === undefined || unknown.length === 0
      ? (types as ConnectionType[] | undefined)
      : source.error(`invalid connection types ${JSON.stringify(unknown)}`);
  },
};

const noProxies = { refuses: 'trusted proxies are not served: nobody could connect' };

const userTable = {
  /** Name, as the client gives it; or what its certificate says, with `verify_and_map`. */
  user: option(text(), { aliases: ['username'] }),
  /** Password, plain or hashed with bcrypt. */
  password: option(text(), { aliases: ['pass'], secret: true }),
  /** Public key of a user that signs the server's nonce instead of knowing a password. */
  nkey: option(text()),
  /** What it may publish and subscribe to. Default the block's default permissions, or everything. */
  permissions: option(permissions, { aliases: ['permission', 'authorization'] }),
  /** The ways in which it may connect. Default all. */
  allowedConnectionTypes: option(connectionTypeList, { aliases: ['connection_types', 'clients'] }),
  /** Whether it may only connect through a trusted proxy. Default false. */
  proxyRequired: option(boolean, { default: false, since: '2.12', unserved: noProxies }),
};

/** One of the users that may connect: with a name, or with an nkey. */
export type UserOptions = OptionsOf<typeof userTable>;
export type GivenUser = GivenOf<typeof userTable>;

/** A list of users. */
export const users = blocks(
  block(userTable, {
    name: 'user',
    noMap: () => 'Expected user entry to be a map/struct',
    check: ({ user = '', password = '', nkey = '' }) => {
      if (nkey === '' && user === '') return ['User entry requires a user'];
      if (nkey === '') return [];
      if (!isValidPublicKey(nkey, 'user')) return ['Not a valid public nkey for a user'];
      return user === '' && password === ''
        ? []
        : ['Nkey users do not take usernames or passwords'];
    },
  }),
);

const authCalloutTable = {
  /** Public key of the account that signs the answers. */
  issuer: option(text()),
  /** Account in which the service listens. Default $G. */
  account: option(text(), { aliases: ['acc'], default: '$G' }),
  /** Users that log in the ordinary way: the service itself. */
  authUsers: option(list(text()), { aliases: ['users'], default: [] }),
  /** Public curve key with which requests are sealed. Default not sealed. */
  xkey: option(text(), { aliases: ['key'] }),
  /** Accounts whose users are asked about, too. Default all. */
  allowedAccounts: option(list(text()), { default: [] }),
};

/** The service that decides who may connect. */
export type AuthCalloutOptions = OptionsOf<typeof authCalloutTable>;

const authCallout = block(authCalloutTable, {
  noMap: (source) => `Expected authorization callout to be a map/struct, got ${source.value.type}`,
  unknown: (key) => `Unknown field ${JSON.stringify(key)} parsing authorization callout`,
  check: ({ issuer = '', xkey = '', authUsers = [] }) => {
    if (issuer === '') return ['Authorization callouts require an issuer to be specified'];
    if (!isValidPublicKey(issuer, 'account')) {
      const text = `Expected callout user to be a valid public account nkey, got ${JSON.stringify(issuer)}`;
      return [{ text, of: 'issuer' }];
    }
    if (xkey !== '' && !isValidPublicKey(xkey, 'x25519')) {
      const text = `Expected callout xkey to be a valid public xkey, got ${JSON.stringify(xkey)}`;
      return [{ text, of: 'xkey' }];
    }
    if (authUsers.length > 0) return [];
    return ['Authorization callouts require authorized users to be specified'];
  },
});

const authTimeout = timeout('authorization config', HIGH_TIMEOUT_MS);

/** What every kind of `authorization` block may say. */
const credentialsTable = {
  /** Name of the only user. */
  user: option(text(), { aliases: ['username'], reload: 'now', reported: 'username' }),
  /** Password of the only user, plain or hashed with bcrypt. */
  password: option(text(), { aliases: ['pass'], secret: true, reload: 'now' }),
};

const authorizationTable = {
  ...credentialsTable,
  /** Token that every client must give, plain or hashed with bcrypt. */
  token: option(text(), { secret: true, reload: 'now' }),
  /** Time in ms in which a client must have logged in. Default 2000, or one second more than TLS has. */
  timeoutMs: option(authTimeout, { zeroIsDefault: true, reload: 'now' }),
  /** The users that may connect. */
  users: option(users, { reload: 'now' }),
  /** What users without permissions of their own may do. Default everything. */
  defaultPermissions: option(permissions, {
    aliases: ['default_permission', 'permissions'],
    reload: 'now',
  }),
  /** A service that decides who may connect. Default none. */
  authCallout: option(authCallout, {
    aliases: ['auth_hook'],
    since: '2.10',
    reload: 'now',
  }),
  /** Whether clients may only connect through a trusted proxy. Default false. */
  proxyRequired: option(boolean, {
    default: false,
    since: '2.12',
    reload: 'now',
    unserved: noProxies,
  }),
};

/** Who may connect as a client. */
export type AuthorizationOptions = OptionsOf<typeof authorizationTable>;

export const authorization = block(authorizationTable, {
  check: ({ user = '', password = '', token = '', users: several }) => {
    if ((user !== '' || password !== '') && token !== '') {
      return ['Cannot have a user/pass and token'];
    }
    if (several === undefined) return [];
    if (user !== '') return ['Can not have a single user/pass and a users array'];
    return token === '' ? [] : ['Can not have a token and a users array'];
  },
});

/** Of routes and gateways: one user. */
export function peerAuthorization(who: 'Cluster' | 'Gateway') {
  return block(authorizationTable, {
    check: ({ users: several, token = '', authCallout: callout }) => {
      if (several !== undefined) return [`${who} authorization does not allow multiple users`];
      if (token !== '') return [`${who} authorization does not support tokens`];
      return callout === undefined ? [] : [`${who} authorization does not support callouts`];
    },
  });
}

const simpleTable = {
  ...credentialsTable,
  /** Token that every client must give. */
  token: option(text(), { secret: true }),
  /** Time in ms in which a client must have logged in. Default that of the clients. */
  timeoutMs: option(authTimeout, { zeroIsDefault: true }),
};

/** Who may connect over a websocket, in place of the clients' authorization. */
export const simpleAuthorization = block(simpleTable);

const leafUserTable = {
  ...credentialsTable,
  /** Account that the leafnode is bound to. Default $G. */
  account: option(text()),
  /** Whether it may only connect through a trusted proxy. Default false. */
  proxyRequired: option(boolean, { default: false, since: '2.12', unserved: noProxies }),
};

const leafAuthorizationTable = {
  ...credentialsTable,
  /** Public key of the only user, which signs the nonce instead of knowing a password. */
  nkey: option(text(), { since: '2.10' }),
  /** Account that the leafnodes are bound to. Default $G. */
  account: option(text()),
  /** Time in ms in which a leafnode must have logged in. Default 2000. */
  timeoutMs: option(timeout('leafnode authorization config', HIGH_TIMEOUT_MS), {
    zeroIsDefault: true,
  }),
  /** The users that leafnodes may connect as. */
  users: option(blocks(block(leafUserTable, { name: 'user' }))),
  /** Whether leafnodes may only connect through a trusted proxy. Default false. */
  proxyRequired: option(boolean, { default: false, since: '2.12', unserved: noProxies }),
};

/** Who may connect as a leafnode. */
export const leafAuthorization = block(leafAuthorizationTable, {
  check: ({ user = '', nkey = '', users: several }) => {
    if (nkey !== '' && !isValidPublicKey(nkey, 'user')) {
      return [{ text: 'Not a valid public nkey for leafnode authorization', of: 'nkey' }];
    }
    // nats-server leafnode.go, validateLeafNodeAuthOptions.
    if (several === undefined) return [];
    if (user !== '') return ['can not have a single user/pass and a users array'];
    if (nkey !== '') return ['can not have a single nkey and a users array'];
    const names = several.map((each) => each.user ?? '');
    const twice = names.find((name, at) => names.indexOf(name) < at);
    return twice === undefined
      ? []
      : [`duplicate user ${JSON.stringify(twice)} detected in leafnode authorization`];
  },
});
export type LeafAuthorizationOptions = OptionsOf<typeof leafAuthorizationTable>;
