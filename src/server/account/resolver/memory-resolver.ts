import type { AccountResolver } from './resolver.ts';

/** Keeps the JWTs of `resolver_preload`, and what it is told beside them, until the server stops. */
export class MemoryResolver implements AccountResolver {
  readonly type = 'memory';
  readonly #jwts: Map<string, string>;

  constructor(preload: Readonly<Record<string, string>>) {
    this.#jwts = new Map(Object.entries(preload));
  }

  fetch(accountKey: string): string | undefined {
    return this.#jwts.get(accountKey);
  }

  store(accountKey: string, jwt: string): void {
    this.#jwts.set(accountKey, jwt);
  }

  start(): void {
    // All is there.
  }

  reload(): void {
    // Other preloads are another resolver's.
  }

  close(): void {
    // Nothing runs.
  }
}
