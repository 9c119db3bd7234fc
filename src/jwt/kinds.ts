/** The types of claims: who may sign them, about whom they are, and how their bodies are read and written. */
import type { KeyKind } from '../nkeys/prefix.ts';
import { ACCOUNT_FIELDS, sortShares, type AccountClaims } from './account-claims.ts';
import { ACTIVATION_FIELDS, type ActivationClaims } from './activation-claims.ts';
import {
  AUTHORIZATION_REQUEST_FIELDS,
  AUTHORIZATION_RESPONSE_FIELDS,
  type AuthorizationRequestClaims,
  type AuthorizationResponseClaims,
} from './authorization-claims.ts';
import { COMMON_CLAIMS, VERSION, type CommonBody } from './claims.ts';
import { object, writeFields, type Fields } from './fields.ts';
import { GENERIC, GENERIC_ENVELOPE, withVersion, type GenericClaims } from './generic-claims.ts';
import type { JsonObject } from './json-reader.ts';
import { writeObject, writeText } from './json-writer.ts';
import { checkOperator, OPERATOR_FIELDS, type OperatorClaims } from './operator-claims.ts';
import { USER_FIELDS, type UserClaims } from './user-claims.ts';
import { CLUSTER_FIELDS, type ClusterClaims } from './v1/cluster-claims.ts';
import {
  readAccountV1,
  readActivationV1,
  readClusterV1,
  readOperatorV1,
  readServerV1,
  readUserV1,
  type ReadClaims,
} from './v1/migrate.ts';
import { SERVER_FIELDS, type ServerClaims } from './v1/server-claims.ts';

/** Claims of any type; `type` tells which. */
export type Claims =
  | OperatorClaims
  | AccountClaims
  | UserClaims
  | ActivationClaims
  | AuthorizationRequestClaims
  | AuthorizationResponseClaims
  | GenericClaims
  | ClusterClaims
  | ServerClaims;

export type ClaimsType = Claims['type'];

/** The claims of one type. */
export type ClaimsOf<Type extends ClaimsType> = Extract<Claims, { readonly type: Type }>;

/** What is particular to a type of claims. */
export interface Kind<C extends Claims> {
  /** Whose signature counts; undefined for anybody's. */
  readonly issuers: readonly KeyKind[] | undefined;
  /** The kind of key that `sub` must be, and what is said if it is another. */
  readonly subject: readonly [kind: KeyKind, complaint: string] | undefined;
  /** Undefined if there is no such type in version 2, so that none is written either. */
  readonly read: ((json: JsonObject) => ReadClaims<C['nats']>) | undefined;
  /** Of version 1; undefined if there was no such type then. */
  readonly readV1: ((json: JsonObject) => ReadClaims<C['nats']>) | undefined;
  /** The JSON of `nats`. */
  readonly write: (claims: C) => string;
  /** What is said of claims that should have been of this type. */
  readonly complaint: string;
}

export const KINDS: { readonly [Type in ClaimsType]: Kind<ClaimsOf<Type>> } = {
  operator: {
    issuers: ['operator'],
    subject: ['operator', 'expected subject to be an operator public key'],
    read: reader(OPERATOR_FIELDS),
    readV1: readOperatorV1,
    write: (claims) => {
      checkOperator(claims);
      return writeBody('operator', OPERATOR_FIELDS, claims.nats);
    },
    complaint: 'not operator claim',
  },
  account: {
    issuers: ['account', 'operator'],
    subject: ['account', 'expected subject to be account public key'],
    read: reader(ACCOUNT_FIELDS),
    readV1: readAccountV1,
    write: ({ nats }) => writeBody('account', ACCOUNT_FIELDS, sortShares(nats)),
    complaint: 'not account claim',
  },
  user: {
    issuers: ['account'],
    subject: ['user', 'expected subject to be user public key'],
    read: reader(USER_FIELDS),
    readV1: readUserV1,
    write: ({ nats }) => writeBody('user', USER_FIELDS, nats),
    complaint: 'not user claim',
  },
  activation: {
    issuers: ['account', 'operator'],
    subject: ['account', 'expected subject to be an account'],
    read: reader(ACTIVATION_FIELDS),
    readV1: readActivationV1,
    write: ({ nats }) => writeBody('activation', ACTIVATION_FIELDS, nats),
    complaint: 'not activation claim',
  },
  authorization_request: {
    issuers: ['server'],
    subject: undefined,
    read: reader(AUTHORIZATION_REQUEST_FIELDS),
    readV1: undefined,
    write: ({ nats }) => writeBody('authorization_request', AUTHORIZATION_REQUEST_FIELDS, nats),
    complaint: 'not an authorization request claim',
  },
  authorization_response: {
    issuers: ['account'],
    subject: undefined,
    read: reader(AUTHORIZATION_RESPONSE_FIELDS),
    readV1: undefined,
    write: ({ nats }) => writeBody('authorization_response', AUTHORIZATION_RESPONSE_FIELDS, nats),
    // As Go says it, who wants the response.
    complaint: 'not an authorization request claim',
  },
  generic: {
    issuers: undefined,
    subject: undefined,
    read: (json) => GENERIC_ENVELOPE.read(json, ''),
    readV1: undefined,
    write: ({ nats }) => GENERIC.write(withVersion(nats), 'nats'),
    complaint: 'not generic claim',
  },
  cluster: {
    issuers: ['operator', 'cluster'],
    subject: ['cluster', 'expected subject to be a cluster public key'],
    read: undefined,
    readV1: readClusterV1,
    write: ({ nats }) => object(CLUSTER_FIELDS).write(nats, 'nats'),
    complaint: 'not cluster claim',
  },
  server: {
    issuers: ['operator', 'cluster'],
    subject: ['server', 'expected subject to be a server public key'],
    read: undefined,
    readV1: readServerV1,
    write: ({ nats }) => object(SERVER_FIELDS).write(nats, 'nats'),
    complaint: 'not server claim',
  },
};

/** The kind of a `type` in a token: generic if it is no other. */
export function kindOf(type: string): ClaimsType {
  return Object.hasOwn(KINDS, type) ? (type as ClaimsType) : 'generic';
}

function reader<Body extends object>(fields: Fields<Body>) {
  const envelope = object({ ...COMMON_CLAIMS, nats: object(fields) });
  return (json: JsonObject): ReadClaims<Body> => envelope.read(json, '');
}

function writeBody<Body extends CommonBody>(
  type: ClaimsType,
  fields: Fields<Body>,
  body: Body,
): string {
  const members = writeFields(fields, body, 'nats').filter(([name]) => name !== 'version');
  return writeObject([...members, ['type', writeText(type)], ['version', String(VERSION)]]);
}
