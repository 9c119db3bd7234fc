/** A client, as far as it may know itself. */
export interface UserView {
  /** User name or public key; empty for nobody. */
  readonly authorizedUser: string;
  /** As people call the user; empty if it has no other name. */
  readonly userName: string;
  readonly account: { readonly name: string; readonly nameTag: string };
  /** Undefined for who may do everything. */
  readonly permissions: PermissionsView | undefined;
  /** When it has to go, in ms since 1970; undefined for never. */
  readonly expiresAtMs: number | undefined;
}

interface PermissionsView {
  readonly terms: {
    readonly publish?: SubjectRules | undefined;
    readonly subscribe?: SubjectRules | undefined;
    readonly allowResponses?: { readonly max: number; readonly expiresMs: number } | undefined;
  };
}

interface SubjectRules {
  readonly allow?: readonly string[] | undefined;
  readonly deny?: readonly string[] | undefined;
}

/** What a user is told of himself: nats-server's UserInfo. Durations are in nanoseconds. */
export function userInfo(user: UserView, nowMs: number): object {
  const { authorizedUser, userName, account, permissions, expiresAtMs } = user;
  return {
    user: authorizedUser,
    account: account.name,
    account_name: account.nameTag,
    user_name: userName === '' ? undefined : userName,
    permissions: permissions && permissionsInfo(permissions),
    // In whole seconds (claimExpiration).
    expires: expiresAtMs === undefined ? undefined : Math.trunc((expiresAtMs - nowMs) / 1000) * 1e9,
  };
}

function permissionsInfo({ terms }: PermissionsView): object {
  const { publish, subscribe, allowResponses } = terms;
  return {
    publish: rulesInfo(publish),
    subscribe: rulesInfo(subscribe),
    responses: allowResponses && {
      max: allowResponses.max,
      ttl: allowResponses.expiresMs * 1e6,
    },
  };
}

function rulesInfo({ allow = [], deny = [] }: SubjectRules = {}): object {
  return {
    allow: allow.length === 0 ? undefined : allow,
    deny: deny.length === 0 ? undefined : deny,
  };
}
