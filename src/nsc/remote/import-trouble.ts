/**
 * Why servers leave an import out. They say it to nobody: the account is taken, the import just isn't there, and its
 * users see no responders.
 */
import type { AccountClaims } from '../../jwt/account-claims.ts';
import type { ActivationClaims } from '../../jwt/activation-claims.ts';
import { decodeAs } from '../../jwt/codec.ts';
import { JwtError } from '../../jwt/errors.ts';
import type { Export } from '../../jwt/exports.ts';
import type { Import } from '../../jwt/imports.ts';
import { isClaimRevoked } from '../../jwt/revocations.ts';
import { isContainedIn } from '../../jwt/subjects.ts';
import { didSign } from '../../jwt/trust.ts';

/** The exporter's subject that an import names. */
export function remoteSubject({ type, subject, to }: Import): string {
  return type === 'service' && to !== '' ? to : subject;
}

/** What speaks against the import of the account `importer`; undefined if nothing does. */
export function importTrouble(
  each: Import,
  importer: string,
  exporter: AccountClaims,
  now: Date,
): string | undefined {
  const found = exporter.nats.exports.find(
    ({ type, subject }) => type === each.type && isContainedIn(remoteSubject(each), subject),
  );
  const name = `account "${exporter.name}"`;
  if (found === undefined) return `${name} exports no such ${each.type}`;
  const position = Number(found.account_token_position);
  if (position > 0 && remoteSubject(each).split('.')[position - 1] !== importer) {
    return `the export of ${name} wants the importer's public key as token ${position} of the subject`;
  }
  if (!found.token_req) return undefined;
  if (each.token === '') {
    return `the export of ${name} is private, and the import has no activation token`;
  }
  return tokenTrouble(each.token, importer, exporter, found, now);
}

function tokenTrouble(
  token: string,
  importer: string,
  exporter: AccountClaims,
  { revocations }: Export,
  now: Date,
): string | undefined {
  const activation = readActivation(token);
  if (activation === undefined) return 'its activation token is none';
  if (activation.sub !== importer) return 'its activation token is for another account';
  if (!didSign(exporter, activation)) {
    return `its activation token is not signed by account "${exporter.name}"`;
  }
  if (activation.exp !== 0 && activation.exp * 1000 <= now.getTime()) {
    return 'its activation token has expired';
  }
  if (isClaimRevoked(revocations, activation)) return 'its activation token is revoked';
  return undefined;
}

function readActivation(token: string): ActivationClaims | undefined {
  try {
    return decodeAs('activation', token);
  } catch (error) {
    if (error instanceof JwtError) return undefined;
    throw error;
  }
}
