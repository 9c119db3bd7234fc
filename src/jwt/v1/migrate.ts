/**
 * Claims of version 1 as claims of version 2. Type, tags and the issuing account moved from beside `nats` into it,
 * activations renamed `type` to `kind`, and some fields went: identities, and limits of activations and messages.
 * `nats.version` stays 1 until the claims are encoded.
 */
import { ACCOUNT_FIELDS, type Account } from '../account-claims.ts';
import { ACTIVATION_FIELDS, type Activation } from '../activation-claims.ts';
import { COMMON_CLAIMS, type CommonClaims } from '../claims.ts';
import { EXPORT_TYPE } from '../export-type.ts';
import { list, object, pick, text, type Fields } from '../fields.ts';
import type { JsonObject } from '../json-reader.ts';
import {
  ACCOUNT_LIMITS,
  NATS_LIMITS,
  NATS_UNLIMITED,
  OPERATOR_LIMITS,
  type AccountLimits,
  type NatsLimits,
} from '../limits.ts';
import { OPERATOR_FIELDS, type Operator } from '../operator-claims.ts';
import { USER_FIELDS, type User } from '../user-claims.ts';
import { CLUSTER_FIELDS, type ClusterClaims } from './cluster-claims.ts';
import { SERVER_FIELDS, type ServerClaims } from './server-claims.ts';

/** Claims as they are read: all but the type, which was read before. */
export interface ReadClaims<Body> extends CommonClaims {
  readonly nats: Body;
}

export function readOperatorV1(json: JsonObject): ReadClaims<Operator> {
  const { signing_keys, account_server_url, operator_service_urls, system_account } =
    OPERATOR_FIELDS;
  const fields = { signing_keys, account_server_url, operator_service_urls, system_account };
  const { common, tags, body } = read(json, fields);
  return { ...common, nats: { ...object(OPERATOR_FIELDS).zero(), ...body, tags, version: 1 } };
}

export function readAccountV1(json: JsonObject): ReadClaims<Account> {
  const { imports, exports, revocations } = ACCOUNT_FIELDS;
  const limitFields: Fields<NatsLimits & AccountLimits> = { ...NATS_LIMITS, ...ACCOUNT_LIMITS };
  const { common, tags, body } = read(json, {
    imports,
    exports,
    limits: object(limitFields),
    signing_keys: list(text),
    revocations,
  });
  const zero = object(ACCOUNT_FIELDS).zero();
  const limits = { ...OPERATOR_LIMITS.zero(), ...body.limits };
  const signing_keys = new Map(body.signing_keys.map((key) => [key, undefined]));
  return { ...common, nats: { ...zero, ...body, limits, signing_keys, tags, version: 1 } };
}

/** An absent limit of a user was none. */
export function readUserV1(json: JsonObject): ReadClaims<User> {
  const fields = pick(
    USER_FIELDS,
    ...(['pub', 'sub', 'resp', 'src', 'times', 'times_location'] as const),
    ...(['subs', 'data', 'payload', 'bearer_token'] as const),
  );
  const { common, tags, issuer_account, body } = read(json, fields, NATS_UNLIMITED);
  const zero = object(USER_FIELDS).zero();
  return { ...common, nats: { ...zero, ...body, issuer_account, tags, version: 1 } };
}

export function readActivationV1(json: JsonObject): ReadClaims<Activation> {
  const fields = { subject: text, type: EXPORT_TYPE };
  const { common, tags, issuer_account, body } = read(json, fields);
  const { subject, type: kind } = body;
  const zero = object(ACTIVATION_FIELDS).zero();
  return { ...common, nats: { ...zero, subject, kind, issuer_account, tags, version: 1 } };
}

export function readClusterV1(json: JsonObject): ReadClaims<ClusterClaims['nats']> {
  const { common, body } = read(json, CLUSTER_FIELDS);
  return { ...common, nats: body };
}

export function readServerV1(json: JsonObject): ReadClaims<ServerClaims['nats']> {
  const { common, body } = read(json, SERVER_FIELDS);
  return { ...common, nats: body };
}

interface ClaimsV1<Body> {
  readonly common: CommonClaims;
  readonly tags: readonly string[];
  readonly issuer_account: string;
  readonly body: Body;
}

const BESIDE_NATS = object({ ...COMMON_CLAIMS, tags: list(text), issuer_account: text });

function read<Body extends object>(
  json: JsonObject,
  fields: Fields<Body>,
  absent: Partial<Body> = {},
): ClaimsV1<Body> {
  const { tags, issuer_account, ...common } = BESIDE_NATS.read(json, '');
  const body = object(fields, absent);
  const envelope = object({ nats: body }, { nats: { ...body.zero(), ...absent } });
  return { common, tags, issuer_account, body: envelope.read(json, '').nats };
}
