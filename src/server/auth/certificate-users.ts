import { certificateNames } from './certificate-names.ts';
import {
  domainText,
  fromSubject,
  goText,
  hasSameParts,
  isSameName,
  parseName,
  type DistinguishedName,
} from './distinguished-name.ts';
import type { User } from './users.ts';

/**
 * Finds the user that a certificate is for: the first of its e-mail addresses, DNS names and URIs that is one's name, or
 * else its subject, in whatever spelling (nats-server auth.go, checkClientTLSCertSubject).
 */
export class CertificateUsers {
  readonly #byName: ReadonlyMap<string, User>;
  /** Those whose name is a distinguished one. */
  readonly #named: readonly { readonly user: User; readonly name: DistinguishedName }[];

  constructor(byName: ReadonlyMap<string, User>) {
    this.#byName = byName;
    this.#named = [...byName.values()].flatMap((user) => {
      const name = parseName(user.name);
      return name === undefined ? [] : [{ user, name }];
    });
  }

  /** The user of `certificate`, of those that are `eligible`. */
  find(certificate: Uint8Array, eligible: (user: User) => boolean): User | undefined {
    const names = certificateNames(certificate);
    if (names === undefined) return undefined;
    for (const text of [...names.emails, ...names.dnsNames, ...names.uris]) {
      const user = this.#known(text, eligible);
      if (user !== undefined) return user;
    }
    const text = goText(names.subject);
    const domain = domainText(names.subject);
    return (
      this.#bySubject(names.subject, eligible) ??
      (domain === '' ? undefined : this.#known(`${text},${domain}`, eligible)) ??
      this.#known(text, eligible)
    );
  }

  #known(name: string, eligible: (user: User) => boolean): User | undefined {
    const user = this.#byName.get(name);
    return user !== undefined && eligible(user) ? user : undefined;
  }

  #bySubject(subject: DistinguishedName, eligible: (user: User) => boolean): User | undefined {
    const name = fromSubject(subject);
    if (name === undefined) return undefined;
    const named = this.#named.filter(({ user }) => eligible(user));
    const found =
      named.find((each) => isSameName(each.name, name)) ??
      named.find((each) => hasSameParts(each.name, name));
    return found?.user;
  }
}
