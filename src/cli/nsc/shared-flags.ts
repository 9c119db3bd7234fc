/** Flags that several commands of nsc have. */
import type { FlagTable } from './flag-table.ts';

/** Of every command. */
export const globalFlags = {
  privateKey: {
    type: 'text',
    short: 'K',
    value: 'key',
    description: 'key to sign with: a role, a public key, a seed, or a file with a seed',
  },
  interactive: { type: 'switch', short: 'i', description: 'ask for each value' },
  allDirs: {
    type: 'text',
    short: 'H',
    value: 'dir',
    description: 'the config, data and keystore directory',
  },
  configDir: { type: 'text', value: 'dir', description: 'directory of nsc.json' },
  dataDir: { type: 'text', value: 'dir', description: 'directory of the stores' },
  keystoreDir: { type: 'text', value: 'dir', description: 'directory of keys and creds' },
  json: { type: 'switch', short: 'J', description: 'print JSON' },
} as const satisfies FlagTable;

export const accountFlag = {
  account: {
    type: 'text',
    short: 'a',
    value: 'name',
    description: 'account, by its name or public key',
  },
} as const satisfies FlagTable;

export const validityFlags = {
  start: {
    type: 'text',
    value: 'time',
    description:
      "valid from: '0' is always, YYYY-MM-DD, or from now on #m(inutes) #h(ours) #d(ays) #w(eeks) #M(onths) #y(ears)",
  },
  expiry: {
    type: 'text',
    value: 'time',
    description:
      "valid until: '0' is always, YYYY-MM-DD, or from now on #m(inutes) #h(ours) #d(ays) #w(eeks) #M(onths) #y(ears)",
  },
} as const satisfies FlagTable;

export const tagFlags = {
  tag: { type: 'texts', value: 'tag', description: 'tags to add' },
  rmTag: { type: 'texts', value: 'tag', description: 'tags to remove' },
} as const satisfies FlagTable;

export const permissionFlags = {
  allowPub: { type: 'texts', value: 'subject', description: 'subjects that may be published to' },
  allowPubsub: {
    type: 'texts',
    value: 'subject',
    description: 'subjects that may be published and subscribed to',
  },
  allowSub: {
    type: 'texts',
    value: 'subject',
    description: 'subjects, or "subject queue", that may be subscribed to',
  },
  denyPub: {
    type: 'texts',
    value: 'subject',
    description: 'subjects that must not be published to',
  },
  denyPubsub: {
    type: 'texts',
    value: 'subject',
    description: 'subjects that must not be published or subscribed to',
  },
  denySub: {
    type: 'texts',
    value: 'subject',
    description: 'subjects, or "subject queue", that must not be subscribed to',
  },
  allowPubResponse: {
    type: 'integer',
    withoutValue: 1,
    aliases: ['max-responses'],
    deprecated: 'use --allow-pub-response or --allow-pub-response=n',
    value: 'n',
    description: 'how often each request may be answered, once unless =n says another number',
  },
  responseTtl: {
    type: 'text',
    value: 'duration',
    description: 'how long a request may be answered, as 5s or 1m',
  },
} as const satisfies FlagTable;

export const removePermissionFlags = {
  rm: { type: 'texts', value: 'subject', description: 'subjects to remove from all permissions' },
  rmResponsePerms: { type: 'switch', description: 'remove the response permissions' },
} as const satisfies FlagTable;

export const restrictionFlags = {
  bearer: { type: 'switch', description: 'let the JWT alone in, without a signature' },
  connType: {
    type: 'texts',
    value: 'type',
    description:
      'connection types to allow: LEAFNODE MQTT STANDARD WEBSOCKET LEAFNODE_WS MQTT_WS IN_PROCESS',
  },
  rmConnType: { type: 'texts', value: 'type', description: 'connection types to remove' },
  data: { type: 'size', value: 'bytes', description: 'most bytes, -1 is unlimited' },
  payload: {
    type: 'size',
    value: 'bytes',
    description: 'most bytes of a message, -1 is unlimited',
  },
  subs: { type: 'integer', value: 'n', description: 'most subscriptions, -1 is unlimited' },
  sourceNetwork: { type: 'texts', value: 'cidr', description: 'networks to connect from' },
  rmSourceNetwork: { type: 'texts', value: 'cidr', description: 'networks to remove' },
  time: {
    type: 'values',
    value: 'from-to',
    description: 'daily times to connect, as 08:00:00-17:00:00',
  },
  rmTime: { type: 'texts', value: 'from', description: 'times to remove, by their start' },
  locale: { type: 'text', value: 'zone', description: 'time zone of the times, as Europe/Berlin' },
} as const satisfies FlagTable;

export const outputFlag = {
  outputFile: {
    type: 'text',
    short: 'o',
    value: 'file',
    default: '--',
    description: "file to write to, '--' is stdout",
  },
} as const satisfies FlagTable;

export const describeFlags = {
  field: {
    type: 'text',
    short: 'F',
    value: 'path',
    description: 'print one value, as nats.limits.conn or nats.signing_keys[0]',
  },
  raw: { type: 'switch', short: 'R', description: 'print the token' },
  longIds: { type: 'switch', short: 'W', description: 'show accounts of imports by their keys' },
} as const satisfies FlagTable;

export const keyFilterFlags = {
  operator: { type: 'switch', short: 'o', description: "the operator's keys" },
  accounts: { type: 'switch', short: 'a', description: "accounts' keys" },
  users: { type: 'switch', short: 'u', description: "users' keys" },
  account: { type: 'text', value: 'name', description: 'only of this account' },
  user: { type: 'text', value: 'name', description: 'only of this user' },
  all: { type: 'switch', short: 'A', description: 'all kinds of keys, of all accounts' },
  filter: {
    type: 'text',
    short: 'f',
    value: 'letters',
    description: 'only keys with these letters',
  },
  notReferenced: { type: 'switch', description: "keys in the keystore that are nobody's here" },
} as const satisfies FlagTable;

export const exportFlags = {
  name: { type: 'text', short: 'n', value: 'name', description: 'name of the export' },
  subject: { type: 'text', short: 's', value: 'subject', description: 'subject of the export' },
  service: { type: 'switch', short: 'r', description: 'a service, not a stream' },
  private: {
    type: 'switch',
    short: 'p',
    description: 'only for those who have an activation token',
  },
  latency: { type: 'text', value: 'subject', description: 'where measurements of the service go' },
  sampling: {
    type: 'text',
    value: 'percent',
    description: 'how many requests are measured, 1-100; header for those whose headers ask for it',
  },
  responseType: {
    type: 'text',
    value: 'type',
    description: 'Singleton, Stream or Chunked; for services',
  },
  responseThreshold: {
    type: 'text',
    value: 'duration',
    description: 'when an answer is given up, as 500ms; for services',
  },
  allowTrace: {
    type: 'switch',
    description: 'let message traces go on into this account; for services',
  },
} as const satisfies FlagTable;

const atFlag = {
  at: {
    type: 'text',
    value: 'time',
    description: 'what was issued until then: RFC 3339, or seconds since 1970; now unless given',
  },
} as const satisfies FlagTable;

export const userRevocationFlags = {
  name: { type: 'text', short: 'n', value: 'name', description: 'name of the user' },
  userPublicKey: {
    type: 'text',
    short: 'u',
    value: 'key',
    description: "the user's public key; * for all",
  },
  ...atFlag,
} as const satisfies FlagTable;

export const activationRevocationFlags = {
  subject: { type: 'text', short: 's', value: 'subject', description: 'subject of the export' },
  service: { type: 'switch', description: 'a service, not a stream' },
  targetAccount: {
    type: 'text',
    short: 't',
    value: 'account',
    description: 'the importer, by public key or name; * for all',
  },
  ...atFlag,
} as const satisfies FlagTable;
