import { createHash } from 'node:crypto';

/** SHA-256's. */
const HASH_BYTES = 32;

interface Entry {
  /** SHA-256 of the JWT, one character a byte: a Buffer each would take three times the room. */
  readonly hash: string;
  /** Milliseconds since 1970, Infinity for never. */
  readonly goesAtMs: number;
}

/** Known by its name, its file is yet to be read. */
const UNREAD: Entry = { hash: '', goesAtMs: Infinity };

/**
 * What a directory has, without what is in it: the JWTs' keys in the order in which they were used, the last at the end;
 * when each is to go, and the sum of their hashes.
 */
export class DirectoryIndex {
  readonly #entries = new Map<string, Entry>();
  readonly #sum = Buffer.alloc(HASH_BYTES);
  /** No entry goes before that. */
  #nextGoesAtMs = Infinity;

  get size(): number {
    return this.#entries.size;
  }

  /** The key that was not used for the longest time. */
  get oldest(): string | undefined {
    return this.#entries.keys().next().value;
  }

  /** XOR of all JWTs' SHA-256, by which servers see whether they have the same (nats-server dirstore.go, Hash). */
  get hash(): Buffer {
    return Buffer.from(this.#sum);
  }

  keys(): IterableIterator<string> {
    return this.#entries.keys();
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Whether all that is known of it is its name. */
  isUnread(key: string): boolean {
    return this.#entries.get(key) === UNREAD;
  }

  /** Whether exactly this JWT is there. */
  holds(key: string, jwt: string): boolean {
    return this.#entries.get(key)?.hash === hashOf(jwt);
  }

  /** When it goes, ms since 1970. */
  goesAtMs(key: string): number {
    return this.#entries.get(key)?.goesAtMs ?? Infinity;
  }

  /** Takes in a file by its name. */
  addUnread(key: string): void {
    if (!this.#entries.has(key)) this.#entries.set(key, UNREAD);
  }

  /** Takes in a JWT, or another one in its place, as the last that was used. */
  set(key: string, jwt: string, goesAtMs: number): void {
    this.delete(key);
    this.#put(key, { hash: hashOf(jwt), goesAtMs });
    this.#add(this.#entries.get(key)!.hash);
  }

  /** What was an unread file is read; its place in the order stays. */
  settle(key: string, jwt: string, goesAtMs: number): void {
    const entry = { hash: hashOf(jwt), goesAtMs };
    this.#put(key, entry);
    this.#add(entry.hash);
  }

  /** It was used, and stays until then. */
  touch(key: string, goesAtMs = this.goesAtMs(key)): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#put(key, entry === UNREAD ? entry : { hash: entry.hash, goesAtMs });
  }

  /** Whether it was there. */
  delete(key: string): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined) return false;
    this.#entries.delete(key);
    this.#add(entry.hash); // Twice is never.
    return true;
  }

  /** The keys of those that are to go by now. Looks through them only if there may be one. */
  due(nowMs: number): string[] {
    if (this.#nextGoesAtMs > nowMs) return [];
    const due: string[] = [];
    this.#nextGoesAtMs = Infinity;
    for (const [key, { goesAtMs }] of this.#entries) {
      if (goesAtMs <= nowMs) due.push(key);
      this.#nextGoesAtMs = Math.min(this.#nextGoesAtMs, goesAtMs);
    }
    return due;
  }

  #put(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
    this.#nextGoesAtMs = Math.min(this.#nextGoesAtMs, entry.goesAtMs);
  }

  #add(hash: string): void {
    for (let at = 0; at < hash.length; at++) this.#sum[at]! ^= hash.charCodeAt(at);
  }
}

function hashOf(jwt: string): string {
  return createHash('sha256').update(jwt).digest('binary');
}
