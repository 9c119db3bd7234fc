/** What /accountz and /varz tell of JWTs: of accounts, and of the operators that are trusted. */
import { claimsToJson, validate, type Claims, type Revocations } from '../../jwt/index.ts';
import { operatorClaims } from '../options/operator.ts';
import type { ServerOptions } from '../options/options.ts';
import { unlessEmpty, unlessNone } from './connection-info.ts';
import { goTime } from './go-text.ts';
import type { AccountView } from './server-view.ts';

/** The members of an answer about an account. */
export function claimsInfo({ standing, nameTag }: AccountView): object {
  if (standing === undefined) return { name_tag: nameTag };
  const { jwt, claims } = standing;
  return {
    jwt: unlessEmpty(jwt),
    issuer_key: claims.iss,
    name_tag: nameTag,
    tags: unlessNone(claims.nats.tags),
    // A stand-in has claims that nobody signed.
    decoded_jwt: jwt === '' ? undefined : plain(claims),
    validation_result_jwt: jwt === '' ? undefined : unlessNone(validate(claims).map(issueInfo)),
    revoked_user: revocationTimes(claims.nats.revocations),
  };
}

/** nats-server's ExtVrIssues. */
function issueInfo({ description, level }: ReturnType<typeof validate>[number]): object {
  return { description, blocking: level === 'error', time_check: level === 'time' };
}

/** By key, until when what was issued is void; undefined where nothing is. */
export function revocationTimes(revocations: Revocations): object | undefined {
  if (revocations.size === 0) return undefined;
  const times = [...revocations].map(([key, seconds]) => [key, goTime(seconds * 1000)]);
  return Object.fromEntries(times) as object;
}

/** The members of /varz about operators. */
export function operatorsInfo(options: ServerOptions): object {
  return {
    trusted_operators_jwt: unlessNone(options.operator),
    trusted_operators_claim: unlessNone(operatorClaims(options).map(plain)),
  };
}

/** Claims as they stand in a JWT. */
function plain(claims: Claims): unknown {
  return JSON.parse(claimsToJson(claims));
}
