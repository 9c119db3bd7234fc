/** Activations let an account import what another exports to chosen ones only. */
import { createHash } from 'node:crypto';
import { encodeBase32 } from '../base/base32.ts';
import { commonClaims, VERSION, type CommonBody, type TypedClaims } from './claims.ts';
import { EXPORT_TYPE, nameOfType, type ExportType } from './export-type.ts';
import { JwtError } from './errors.ts';
import { list, object, text, whole, type Fields } from './fields.ts';
import { validateSubject } from './subjects.ts';
import { isPublicKey, quoteText, type Issues } from './validation.ts';

export interface Activation extends CommonBody {
  /** What may be imported. */
  readonly subject: string;
  /** Called `type` in version 1. */
  readonly kind: ExportType | undefined;
  /** The exporting account's key, where one of its signing keys issued the activation. */
  readonly issuer_account: string;
}

/** `sub` is the importing account. */
export type ActivationClaims = TypedClaims<'activation', Activation>;

export const ACTIVATION_FIELDS: Fields<Activation> = {
  subject: text,
  kind: EXPORT_TYPE,
  issuer_account: text,
  tags: list(text),
  version: whole,
};

/** An activation for the importing account with that public key; subject and kind are still to be set. */
export function newActivationClaims(sub: string): ActivationClaims {
  const nats = { ...object(ACTIVATION_FIELDS).zero(), version: VERSION };
  return { ...commonClaims(sub), type: 'activation', nats };
}

export function validateActivation(activation: Activation, issues: Issues): void {
  const { kind, subject, issuer_account: issuerAccount } = activation;
  if (kind === undefined) issues.error(`invalid import type: ${quoteText(nameOfType(kind))}`);
  validateSubject(subject, issues);
  if (issuerAccount !== '' && !isPublicKey(issuerAccount, 'account')) {
    issues.error('account_id is not an account public key');
  }
}

/** A name for an activation, by which stores keep it: of issuer, importer and the subject up to its first wildcard. */
export function activationHashId({ iss, sub, nats }: ActivationClaims): string {
  if (iss === '' || sub === '' || nats.subject === '') {
    const complaint = 'not enough data in the activaion claims to create a hash';
    throw new JwtError('ERR_JWT_CLAIM', complaint);
  }
  const hash = createHash('sha256').update(`${iss}.${sub}.${beforeWildcards(nats.subject)}`);
  // Other ids have no padding.
  return `${encodeBase32(hash.digest())}====`;
}

function beforeWildcards(subject: string): string {
  const tokens = subject.split('.');
  const first = tokens.findIndex((token) => token === '*' || token === '>');
  if (first === 0) return '_';
  // An empty first token leaves nothing, for which Go takes the whole subject.
  return (first < 0 ? '' : tokens.slice(0, first).join('.')) || subject;
}
