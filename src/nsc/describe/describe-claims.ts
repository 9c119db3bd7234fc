/** Claims as tables. */
import { activationHashId, type ActivationClaims } from '../../jwt/activation-claims.ts';
import type { Claims } from '../../jwt/kinds.ts';
import type { OperatorClaims } from '../../jwt/operator-claims.ts';
import type { UserScope } from '../../jwt/scope.ts';
import { hasEmptyPermissions, type UserClaims } from '../../jwt/user-claims.ts';
import { NscError } from '../errors.ts';
import { listRows, type Table } from '../table.ts';
import {
  capitalized,
  commonRows,
  connectionTypeRows,
  limitRows,
  permissionRows,
  yesNo,
} from './common-rows.ts';
import { describeAccount, describeScope, type AccountNamer } from './describe-account.ts';

/** What is known of keys in the claims. */
export interface Acquaintance {
  readonly nameOf: AccountNamer;
  /** The scope of the key that issued a user. */
  readonly scope?: UserScope | undefined;
}

export function describeClaims(claims: Claims, { nameOf, scope }: Acquaintance): Table[] {
  switch (claims.type) {
    case 'operator':
      return [describeOperator(claims, nameOf)];
    case 'account':
      return describeAccount(claims, nameOf);
    case 'user':
      return [describeUser(claims), ...(scope === undefined ? [] : [describeScope(scope)])];
    case 'activation':
      return [describeActivation(claims)];
    case 'authorization_request':
    case 'authorization_response':
    case 'generic':
    case 'cluster':
    case 'server':
      throw new NscError('ERR_NSC_INPUT', `describer for "${claims.type}" is not implemented`, {
        suggestions: ['--json shows what is in it'],
      });
  }
}

function describeOperator(claims: OperatorClaims, nameOf: AccountNamer): Table {
  const { nats } = claims;
  const system = nats.system_account;
  const name = system === '' ? '' : nameOf(system);
  const keys = listRows('Signing Keys', nats.signing_keys);
  return {
    title: 'Operator Details',
    rows: [
      ...commonRows(claims),
      ...(nats.account_server_url === '' ? [] : [['Account JWT Server', nats.account_server_url]]),
      ...listRows('Operator Service URLs', nats.operator_service_urls),
      ...(system === ''
        ? []
        : [['System Account', name === system ? system : `${system} / ${name}`]]),
      ['Require Signing Keys', String(nats.strict_signing_key_usage)],
      ...(keys.length === 0 ? [] : ['line' as const, ...keys]),
    ],
  };
}

function describeUser(claims: UserClaims): Table {
  const { nats } = claims;
  if (hasEmptyPermissions(claims)) {
    return { title: 'User', rows: [...commonRows(claims), ['Issuer Scoped', 'Yes']] };
  }
  return {
    title: 'User',
    rows: [
      ...commonRows(claims),
      ['Bearer Token', yesNo(nats.bearer_token)],
      ...permissionRows(nats),
      'line',
      ...limitRows(nats),
      ...connectionTypeRows(nats),
    ],
  };
}

function describeActivation(claims: ActivationClaims): Table {
  const { kind, subject } = claims.nats;
  return {
    title: 'Activation',
    rows: [
      ...commonRows(claims),
      'line',
      ['Hash ID', activationHashId(claims)],
      'line',
      ['Import Type', capitalized(kind ?? 'unknown')],
      ['Import Subject', subject],
    ],
  };
}
