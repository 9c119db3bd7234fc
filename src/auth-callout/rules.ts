/** The rules of an auth callout service: who is let in, into which account, and what he may do there. */

/** What a user gets. Its texts may hold templates of claims: `{{sub}}`, `{{kubernetes.io.namespace}}`. */
export interface Grant {
  /** Name of an account in a configuration, or one of `accounts`. */
  readonly account: string;
  /** What the user is called. Default the name of who is known, or the `sub` of a token. */
  readonly name: string;
  readonly publish: SubjectRules;
  readonly subscribe: SubjectRules;
  /** How requests may be answered; undefined if they are not, beyond `publish`. */
  readonly responses: { readonly max: number; readonly ttlMs: number } | undefined;
  /** -1 for no limit. */
  readonly subscriptions: number;
  /** Largest message in bytes; -1 for no limit. */
  readonly payload: number;
  readonly tags: readonly string[];
  readonly connectionTypes: readonly string[];
  /** How long the user may stay; 0 for ever. A token that expires ends it earlier. */
  readonly expiryMs: number;
}

export interface SubjectRules {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

/** Somebody who is known: by name and password, by a token, or by an nkey. */
export type KnownUser = {
  readonly grant: Grant;
} & (
  | { readonly type: 'password'; readonly user: string; readonly password: string }
  | { readonly type: 'token'; readonly token: string }
  | { readonly type: 'nkey'; readonly nkey: string }
);

/** Those whose claims match get a grant. */
export interface ClaimRule {
  /** Path of a claim to the values that it may have, `*` standing for any characters. All must match. */
  readonly match: ReadonlyMap<string, readonly string[]>;
  readonly grant: Grant;
}

/** Somebody who issues tokens: an OpenID provider, or a Kubernetes cluster. */
export interface Provider {
  /** As the token's `iss` says it. */
  readonly issuer: string;
  /** One of these must be in the token's `aud`. */
  readonly audience: readonly string[];
  /** URL or file of its keys. */
  readonly jwks: string;
  readonly algorithms: readonly string[];
  /** Certificates of those who may have signed that of the URL's server. Default those that Node knows. */
  readonly ca: string;
  /** A file with a token that the URL's server wants. Default none. */
  readonly tokenFile: string;
  /** The first that matches counts; nobody else is let in. */
  readonly rules: readonly ClaimRule[];
}

/** A key that signs. */
export interface SigningKeyFile {
  readonly file: string;
  /** The account, where the key is one of its signing keys. */
  readonly account: string;
  /** Whether the key has a role, which then says all that its users may. */
  readonly scoped: boolean;
}

export interface ConnectionRules {
  readonly servers: string;
  readonly creds: string;
  /** File of a user's seed. */
  readonly nkey: string;
  readonly user: string;
  readonly password: string;
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

export interface Rules {
  readonly nats: ConnectionRules;
  /** Signs answers, and users of accounts in a configuration. */
  readonly issuer: SigningKeyFile;
  /** File of the curve seed with which requests are opened; empty if they are not sealed. */
  readonly xkey: string;
  /** Services of the same group share the work. */
  readonly queue: string;
  /** Where `natsx auth-callout test` is answered; empty for nowhere. */
  readonly testSubject: string;
  /** The accounts of operators, by the name that grants use. Without any, the server has its accounts in a configuration. */
  readonly accounts: ReadonlyMap<string, SigningKeyFile>;
  readonly users: readonly KnownUser[];
  readonly providers: readonly Provider[];
}
