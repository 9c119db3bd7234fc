import { isIP } from 'node:net';

/**
 * By which name a server's certificate is judged: the host of its URL. Servers tell of each other by addresses, for which
 * few certificates are: then by the first name that is configured, until that was wrong once (nats-server route.go,
 * saveRouteTLSName).
 */
export class ServerNames {
  #standIn: string | undefined;

  /** `hosts`: those of the configured URLs, in their order. */
  constructor(hosts: readonly string[]) {
    this.#standIn = hosts.find((host) => isIP(host) === 0);
  }

  nameOf(host: string): string {
    return isIP(host) === 0 ? host : (this.#standIn ?? host);
  }

  /** The certificate of a server was not for `name`. */
  wasWrong(name: string): void {
    if (name === this.#standIn) this.#standIn = undefined;
  }
}
