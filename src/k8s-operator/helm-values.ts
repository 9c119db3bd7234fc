/** Values of the Helm chart `nats`, which know what of them has been read: what has not, and is not at rest, is left out. */
import { isRecord } from './check.ts';

export class HelmValues {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #read: string[] = [];

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  /** The value at `path`, as it came; with that all below counts as read. */
  take(path: string): unknown {
    this.#read.push(path);
    return this.#at(path);
  }

  text(path: string): string | undefined {
    const value = this.take(path);
    if (typeof value === 'number') return String(value);
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  number(path: string): number | undefined {
    const value = this.take(path);
    return typeof value === 'number' ? value : undefined;
  }

  isOn(path: string, byDefault = false): boolean {
    const value = this.take(path);
    return typeof value === 'boolean' ? value : byDefault;
  }

  record(path: string): Readonly<Record<string, unknown>> | undefined {
    const value = this.take(path);
    return isRecord(value) && Object.keys(value).length > 0 ? value : undefined;
  }

  list(path: string): readonly unknown[] {
    const value = this.take(path);
    return Array.isArray(value) ? (value as unknown[]) : [];
  }

  /** All of `paths` means nothing here. */
  ignore(...paths: string[]): void {
    this.#read.push(...paths);
  }

  /** The paths of values that say something and that nobody has read. */
  unread(): string[] {
    return [...this.#leaves(this.#values, '')];
  }

  *#leaves(value: unknown, path: string): Generator<string> {
    if (this.#isRead(path) || isAtRest(value)) return;
    // What is merged into a configuration or an object is told of by its first key.
    if (!isRecord(value) || /(^|\.)merge\.[^.]+$/.test(path)) {
      yield path;
      return;
    }
    for (const [key, inner] of Object.entries(value)) {
      yield* this.#leaves(inner, path === '' ? key : `${path}.${key}`);
    }
  }

  #isRead(path: string): boolean {
    return this.#read.some((read) => path === read || path.startsWith(`${read}.`));
  }

  #at(path: string): unknown {
    let value: unknown = this.#values;
    for (const key of path.split('.')) {
      if (!isRecord(value) || !Object.hasOwn(value, key)) return undefined;
      value = value[key];
    }
    return value;
  }
}

/** Empty, or off. */
function isAtRest(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isRecord(value)) return Object.values(value).every(isAtRest);
  return value === undefined || value === null || value === false || value === '';
}
