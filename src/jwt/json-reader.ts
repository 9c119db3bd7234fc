/**
 * JSON as it stands in tokens, read more strictly than JSON.parse does: a name that comes twice in an object is refused
 * (two readers could take different ones), so is deep nesting; numbers keep their digits, and objects are Maps, where
 * `__proto__` is a name like any other.
 */
import { JwtError } from './errors.ts';

export type JsonValue = null | boolean | string | JsonNumber | JsonList | JsonObject;
type JsonList = readonly JsonValue[];
export type JsonObject = ReadonlyMap<string, JsonValue>;

/** A number as it is written: 2^63 - 1 is no double, and Go tells `1.0` from `1`. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Levels of objects and lists. Typed claims have 7; Go's decoder takes 10,000, which no JWT needs. */
export const MAX_DEPTH = 64;

/** The value of `text`; `what` names it in errors, which say where but never quote: there may be passwords. */
export function parseJson(what: string, text: string): JsonValue {
  return new Reader(what, text).document();
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const BLANKS = /[ \t\n\r]*/y;
const WORDS = new Map<string, null | boolean>([
  ['null', null],
  ['true', true],
  ['false', false],
]);
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BLANK = 0x20;

class Reader {
  readonly #what: string;
  readonly #text: string;
  #at = 0;

  constructor(what: string, text: string) {
    this.#what = what;
    this.#text = text;
  }

  document(): JsonValue {
    const value = this.#value(0);
    if (this.#peek() !== '') throw this.#error('has something after its end');
    return value;
  }

  #value(depth: number): JsonValue {
    const first = this.#peek();
    if (first === '{' || first === '[') {
      if (depth === MAX_DEPTH) throw this.#error(`is nested deeper than ${MAX_DEPTH} levels`);
      return first === '{' ? this.#object(depth + 1) : this.#list(depth + 1);
    }
    if (first === '"') return this.#string();
    for (const [word, value] of WORDS) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    return this.#number();
  }

  #object(depth: number): JsonObject {
    const members = new Map<string, JsonValue>();
    this.#at++;
    if (this.#takes('}')) return members;
    do {
      if (this.#peek() !== '"') throw this.#error('is not valid');
      const name = this.#string();
      if (members.has(name)) throw this.#error('has a name twice in one object');
      this.#expect(':');
      members.set(name, this.#value(depth));
    } while (this.#takes(','));
    this.#expect('}');
    return members;
  }

  #list(depth: number): JsonList {
    const items: JsonValue[] = [];
    this.#at++;
    if (this.#takes(']')) return items;
    do items.push(this.#value(depth));
    while (this.#takes(','));
    this.#expect(']');
    return items;
  }

  #string(): string {
    const start = this.#at;
    let isPlain = true;
    for (let at = start + 1; ; at++) {
      const char = this.#text.charCodeAt(at);
      if (char === QUOTE) {
        this.#at = at + 1;
        return isPlain ? this.#text.slice(start + 1, at) : this.#unescape(start, at + 1);
      }
      // NaN at the end of the text is no more than a blank either.
      if (!(char >= BLANK)) throw this.#error('is not valid');
      if (char !== BACKSLASH) continue;
      isPlain = false;
      at++;
    }
  }

  #unescape(start: number, end: number): string {
    try {
      const text = JSON.parse(this.#text.slice(start, end)) as string; // A string literal it is.
      // As Go reads half of a surrogate pair.
      return text.replace(/\p{Surrogate}/gu, '\ufffd');
    } catch {
      // The parser's message quotes the text.
      throw this.#error('is not valid');
    }
  }

  #number(): JsonNumber {
    NUMBER.lastIndex = this.#at;
    const text = NUMBER.exec(this.#text)?.[0];
    if (text === undefined) throw this.#error('is not valid');
    this.#at += text.length;
    return new JsonNumber(text);
  }

  /** The next character that is no blank; empty at the end. */
  #peek(): string {
    BLANKS.lastIndex = this.#at;
    BLANKS.test(this.#text);
    this.#at = BLANKS.lastIndex;
    return this.#text.charAt(this.#at);
  }

  #takes(char: string): boolean {
    if (this.#peek() !== char) return false;
    this.#at++;
    return true;
  }

  #expect(char: string): void {
    if (!this.#takes(char)) throw this.#error('is not valid');
  }

  #error(complaint: string): JwtError {
    return new JwtError(
      'ERR_JWT_MALFORMED',
      `the JSON of the ${this.#what} ${complaint}, at character ${this.#at}`,
    );
  }
}
