/** An account whose users another service lets in (auth callout). */
import { list, object, text } from './fields.ts';
import { isPublicKey, quoteText, type Issues } from './validation.ts';

export interface ExternalAuthorization {
  /** The users of the service itself, whom nobody is asked about. There is a service if there are such users. */
  readonly auth_users: readonly string[];
  /** The accounts into which the service may put users; `*` alone for every one. */
  readonly allowed_accounts: readonly string[];
  /** The curve key to which requests are sealed; they are not if it is empty. */
  readonly xkey: string;
}

export const EXTERNAL_AUTHORIZATION = object<ExternalAuthorization>({
  auth_users: list(text),
  allowed_accounts: list(text),
  xkey: text,
});

/** Stands for every account. */
export const ANY_ACCOUNT = '*';

export function isExternallyAuthorized({ auth_users: users }: ExternalAuthorization): boolean {
  return users.length > 0;
}

export function validateExternalAuthorization(
  { auth_users: users, allowed_accounts: accounts, xkey }: ExternalAuthorization,
  issues: Issues,
): void {
  if (accounts.length > 0 && users.length === 0) {
    issues.error('External authorization cannot have accounts without users specified');
  }
  for (const user of users) {
    if (!isPublicKey(user, 'user')) {
      issues.error(`AuthUser ${quoteText(user)} is not a valid user public key`);
    }
  }
  for (const account of accounts) {
    if (account === ANY_ACCOUNT) {
      if (accounts.length > 1) {
        issues.error(`AllowedAccounts can only be a list of accounts or ${quoteText(ANY_ACCOUNT)}`);
      }
    } else if (!isPublicKey(account, 'account')) {
      issues.error(`Account ${quoteText(account)} is not a valid account public key`);
    }
  }
  if (xkey !== '' && !isPublicKey(xkey, 'x25519')) {
    issues.error(`XKey ${quoteText(xkey)} is not a valid public xkey`);
  }
}
