import type { UserOptions } from './authorization.ts';

/** Where the users of a server stand. */
interface UserHolder {
  readonly authorization: { readonly users: readonly UserOptions[] | undefined } | undefined;
  readonly accounts: Readonly<Record<string, { readonly users: readonly UserOptions[] }>>;
}

/** The users of the authorization block and of all accounts. */
export function configuredUsers({ authorization, accounts }: UserHolder): UserOptions[] {
  return [
    ...(authorization?.users ?? []),
    ...Object.values(accounts).flatMap(({ users }) => users),
  ];
}
