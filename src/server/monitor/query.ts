/**
 * The query of a monitoring request, read as Go reads it: the first of several values counts, a part that can't be
 * decoded is ignored, an empty value is none. What can't be understood is a NatsxError with nats-server's text.
 */
import { NatsxError } from '../../base/errors.ts';
import { quote } from '../../base/quote.ts';

/** How much of subscriptions an answer is to show. */
export type SubscriptionDepth = 'none' | 'subjects' | 'details';

export class Query {
  readonly #values = new Map<string, string>();

  /** `text` is what stands behind the question mark. */
  constructor(text: string) {
    for (const part of text.split('&')) {
      const at = part.indexOf('=');
      const name = decode(at < 0 ? part : part.slice(0, at));
      const value = at < 0 ? '' : decode(part.slice(at + 1));
      // Go takes no semicolon for a separator, nor a part that has one.
      if (name === undefined || value === undefined || part.includes(';')) continue;
      if (!this.#values.has(name)) this.#values.set(name, value);
    }
  }

  /** A text; empty when it was not given. */
  text(name: string): string {
    return this.#values.get(name) ?? '';
  }

  boolean(name: string): boolean {
    const text = this.text(name);
    if (['', '0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false;
    if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
    throw notUnderstood('boolean', name, 'ParseBool', text, 'invalid syntax');
  }

  /** A whole number of 64 bits; 0 when it was not given. Beyond 2^53 it is not exact, which no list reaches. */
  integer(name: string): number {
    const text = this.text(name);
    if (text === '') return 0;
    if (!/^[+-]?\d+$/.test(text)) {
      throw notUnderstood('int', name, 'Atoi', text, 'invalid syntax');
    }
    const value = BigInt(text.replace('+', ''));
    if (BigInt.asIntN(64, value) === value) return Number(value);
    throw notUnderstood('int', name, 'Atoi', text, 'value out of range');
  }

  /** The same without a sign. */
  unsigned(name: string): number {
    const text = this.text(name);
    if (text === '') return 0;
    if (!/^\d+$/.test(text)) {
      throw notUnderstood('uint64', name, 'ParseUint', text, 'invalid syntax');
    }
    const value = BigInt(text);
    if (BigInt.asUintN(64, value) === value) return Number(value);
    throw notUnderstood('uint64', name, 'ParseUint', text, 'value out of range');
  }

  /** `subs=1` and `subs=detail`. */
  subscriptions(): SubscriptionDepth {
    if (this.text('subs').toLowerCase() === 'detail') return 'details';
    return this.boolean('subs') ? 'subjects' : 'none';
  }

  /** `offset` and `limit` of a list; without a limit, or with one of 0 or less, 1024 (nats-server, DefaultConnListSize). */
  page(): Page {
    const offset = Math.max(0, this.integer('offset'));
    const limit = this.integer('limit');
    return { offset, limit: limit > 0 ? limit : 1024 };
  }
}

/** Which part of a list to show. */
export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/** A request that can't be answered as it stands: 400 with `text`. */
export function badRequest(text: string): NatsxError {
  return new NatsxError('ERR_MONITOR_REQUEST', text);
}

function notUnderstood(
  type: string,
  name: string,
  parser: string,
  text: string,
  reason: string,
): NatsxError {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const quoted = Buffer.from(quote(bytes), 'latin1').toString('utf8');
  return badRequest(
    `Error decoding ${type} for '${name}': strconv.${parser}: parsing ${quoted}: ${reason}`,
  );
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined; // No percent-encoding of UTF-8: as if it had not been there.
  }
}
