/** Whether a route or gateway may come in: by the one user there is, or by its certificate (nats-server auth.go). */
import { certificateNames, type CertificateNames } from '../auth/certificate-names.ts';
import { domainText, goText } from '../auth/distinguished-name.ts';
import { equals, PasswordChecks } from '../auth/password.ts';
import type { Transport } from '../connection/transport.ts';
import type { AuthorizationOptions } from '../options/authorization.ts';
import type { TlsOptions } from '../options/tls.ts';
import { isNameOfHost } from './host-name.ts';

/** Where no TLS is. */
const TIMEOUT_MS = 2_000;
/** What a login may take beyond a handshake. */
const AFTER_HANDSHAKE_MS = 1_000;

export type PeerAuthorization = Partial<
  Pick<AuthorizationOptions, 'user' | 'password' | 'timeoutMs'>
>;
export type PeerTls = Pick<
  TlsOptions,
  'verifyAndMap' | 'verifyCertAndCheckKnownUrls' | 'timeoutMs'
>;

export class PeerAuth {
  /** How long a peer has, once it is encrypted, to say who it is. */
  readonly timeoutMs: number;
  readonly #user: string;
  readonly #password: string;
  /** What the names of a certificate are for; undefined if passwords are asked for. */
  readonly #byCertificate: { readonly isUser: boolean; readonly isKnown: boolean } | undefined;
  readonly #knownHosts: readonly string[];
  readonly #passwords: PasswordChecks;

  /** `knownHosts`: those of the servers that are configured. Made anew when the options change. */
  constructor(
    authorization: PeerAuthorization | undefined,
    tls: PeerTls | undefined,
    knownHosts: readonly string[],
    passwords = new PasswordChecks(),
  ) {
    this.#user = authorization?.user ?? '';
    this.#password = authorization?.password ?? '';
    const { verifyAndMap: isUser = false, verifyCertAndCheckKnownUrls: isKnown = false } =
      tls ?? {};
    this.#byCertificate = isUser || isKnown ? { isUser, isKnown } : undefined;
    this.#knownHosts = knownHosts;
    this.#passwords = passwords;
    this.timeoutMs =
      authorization?.timeoutMs ??
      (tls === undefined ? TIMEOUT_MS : tls.timeoutMs + AFTER_HANDSHAKE_MS);
  }

  /** Whether there is a user: INFO says so, and the time of who says nothing is limited. */
  get isRequired(): boolean {
    return this.#user !== '';
  }

  /** Whether who says this, and came by `transport`, may come in. At once if no password is hashed; false if it `isGone`. */
  check(
    { user = '', pass = '' }: { readonly user?: string; readonly pass?: string },
    { tls }: Pick<Transport, 'tls'>,
    isGone: () => boolean,
  ): boolean | Promise<boolean> {
    if (this.#byCertificate !== undefined) {
      const [certificate] = tls?.peerCertificates ?? [];
      const names = certificate && certificateNames(certificate.raw);
      return names !== undefined && this.#admits(names);
    }
    if (!this.isRequired) return true;
    // The password is looked at in any case: the time must not tell whether the name is right.
    const isRight = this.#passwords.check(this.#password, pass, isGone);
    const isUser = equals(this.#user, user);
    return typeof isRight === 'boolean' ? isRight && isUser : isRight.then((is) => is && isUser);
  }

  #admits(names: CertificateNames): boolean {
    const { isUser = false, isKnown = false } = this.#byCertificate ?? {};
    const isOfKnown = (name: string): boolean =>
      this.#knownHosts.some((host) => isNameOfHost(name, host));
    return (
      (isKnown && names.dnsNames.some(isOfKnown)) ||
      (isUser && this.isRequired && spellings(names).includes(this.#user))
    );
  }
}

/** All that a certificate may call a user. */
function spellings({ emails, dnsNames, uris, subject }: CertificateNames): string[] {
  const text = goText(subject);
  const domain = domainText(subject);
  const withDomain = domain === '' ? [] : [`${text},${domain}`];
  return [...emails, ...dnsNames, ...uris, ...withDomain, text];
}
