/** Who somebody is by the rules. */
import type { AuthorizationRequest } from '../jwt/index.ts';
import { fromPublicKey } from '../nkeys/create.ts';
import type { Providers } from './providers.ts';
import type { Grant, KnownUser, Rules } from './rules.ts';
import { fillIn, TemplateError } from './templates.ts';

/** What is looked at of a request. */
export type Asked = Pick<AuthorizationRequest, 'connect_opts' | 'client_info'>;

/** Somebody may come in, until when; or not, and why: for the log of the server, never with what he said. */
export type Verdict =
  | {
      readonly type: 'granted';
      readonly grant: Grant;
      readonly endsAtMs: number;
      readonly by: string;
    }
  | { readonly type: 'denied'; readonly why: string };

/** Whether a password is the one that was configured, in clear or as a hash. */
export interface Passwords {
  check(configured: string, password: string): boolean | Promise<boolean>;
  /** Takes as long to check as one of `configured`, so that nobody can tell who is known. */
  decoy(configured: readonly string[]): string;
}

export class Judge {
  readonly #passwords: Passwords;
  readonly #providers: Providers;
  readonly #byName = new Map<string, Extract<KnownUser, { type: 'password' }>>();
  readonly #byNkey = new Map<string, Extract<KnownUser, { type: 'nkey' }>>();
  readonly #tokens: readonly Extract<KnownUser, { type: 'token' }>[];
  readonly #decoy: string;

  constructor({ users }: Pick<Rules, 'users'>, providers: Providers, passwords: Passwords) {
    this.#passwords = passwords;
    this.#providers = providers;
    for (const user of users) {
      if (user.type === 'password') this.#byName.set(user.user, user);
      else if (user.type === 'nkey') this.#byNkey.set(user.nkey, user);
    }
    this.#tokens = users.filter((user) => user.type === 'token');
    this.#decoy = passwords.decoy([...this.#byName.values()].map(({ password }) => password));
  }

  /** By key, by name and password, by a token of ours, or by one of a provider: whatever the client says. */
  async judge(asked: Asked, nowMs = Date.now()): Promise<Verdict> {
    const { nkey, user, pass, auth_token: token } = asked.connect_opts;
    if (nkey !== '') return this.#byKey(asked, nowMs);
    if (user !== '' && this.#byName.has(user)) return this.#byPassword(user, pass, nowMs);
    // Clients that know no tokens give them as passwords.
    const shown = token === '' ? pass : token;
    if (shown === '') return denied('the client says nothing of who it is');
    if (isJwt(shown)) return this.#byProvider(shown, nowMs);
    if (user !== '') return this.#byPassword(user, pass, nowMs);
    for (const known of this.#tokens) {
      if (await this.#passwords.check(known.token, shown))
        return granted(known.grant, nowMs, 'token');
    }
    return denied('the token is not known');
  }

  #byKey({ connect_opts: { nkey, sig }, client_info: { nonce } }: Asked, nowMs: number): Verdict {
    const known = this.#byNkey.get(nkey);
    if (known === undefined) return denied('the nkey is not known');
    if (nonce === '' || sig === '') return denied('the nonce is not signed');
    const isRight = fromPublicKey(nkey).verify(Buffer.from(nonce), Buffer.from(sig, 'base64url'));
    return isRight ? granted(known.grant, nowMs, 'nkey') : denied('the signature is wrong');
  }

  async #byPassword(user: string, password: string, nowMs: number): Promise<Verdict> {
    const known = this.#byName.get(user);
    const isRight = await this.#passwords.check(known?.password ?? this.#decoy, password);
    return known !== undefined && isRight
      ? granted(known.grant, nowMs, 'password')
      : denied('the user is not known, or the password is wrong');
  }

  async #byProvider(token: string, nowMs: number): Promise<Verdict> {
    const judged = await this.#providers.judge(token);
    if (typeof judged === 'string') return denied(judged);
    const { claims, rule } = judged;
    try {
      const filled = fillIn(rule.grant, claims);
      const verdict = granted(filled, nowMs, 'provider');
      if (verdict.type === 'denied') return verdict;
      const exp = Number(claims['exp']) * 1000;
      return { ...verdict, endsAtMs: Math.min(verdict.endsAtMs, exp) };
    } catch (error) {
      if (error instanceof TemplateError) return denied(error.message);
      throw error;
    }
  }
}

function granted(grant: Grant, nowMs: number, by: string): Verdict {
  const endsAtMs = grant.expiryMs === 0 ? Infinity : nowMs + grant.expiryMs;
  return { type: 'granted', grant, endsAtMs, by };
}

function denied(why: string): Verdict {
  return { type: 'denied', why };
}

function isJwt(text: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(text);
}
