// nats-server's configuration language: `key: value` in maps, with includes, variables and units. It is a loose one, and
// what separates and ends things differs between the top level, braces around a whole file, and maps; each difference is
// nats-server's (conf/lex.go), so that a file means the same here and there. test/interop/conf-corpus compares.
import { dirname, join } from 'node:path';
import { NatsxError } from '../base/errors.ts';
import { fileErrorText } from '../base/system-error.ts';
import { ConfError } from './conf-error.ts';
import { Cursor, SPACE, Unreadable } from './cursor.ts';
import { readNumber } from './number.ts';
import { Reading, type ConfSurroundings } from './reading.ts';
import { Scope } from './scope.ts';
import { Source } from './source.ts';
import {
  readBare,
  readBlock,
  readDoubleQuoted,
  readRaw,
  readSingleQuoted,
  wholeText,
  type Reference,
} from './text.ts';
import type { ConfArray, ConfMap, ConfValue, Position } from './value.ts';

export type { ConfSurroundings } from './reading.ts';

/** Reads a configuration; `file` names it in positions, and its includes are relative to the folder of it. */
export function parseConf(text: string, file: string, surroundings: ConfSurroundings): ConfMap {
  const reading = new Reading(surroundings);
  reading.files.push(join(file));
  const scope = readDocument(new Source(file, text), reading, 'outermost');
  if (reading.problems.length > 0) throw new ConfError(reading.problems);
  return { type: 'map', entries: scope.entries, position: { file, line: 1, column: 0 } };
}

/** Reads a configuration file. */
export function parseConfFile(file: string, surroundings: ConfSurroundings): ConfMap {
  let text: string;
  try {
    text = surroundings.readFile(file);
  } catch (error) {
    throw new NatsxError('ERR_CONF_FILE', fileErrorText('open', file, error), { cause: error });
  }
  return parseConf(text, file, surroundings);
}

/**
 * What a text is: at the top of what was asked for, and of files included there, `include` is no name of anything; a map
 * may have such a key.
 */
type Role = 'outermost' | 'included' | 'variable';

/** Reads one file into a scope of its own; what is wrong with it is noted in `reading`. */
function readDocument(source: Source, reading: Reading, role: Exclude<Role, 'variable'>): Scope {
  const scope = new Scope();
  try {
    refuseOtherEncodings(source);
    new Parser(source, reading, role).readEntries(scope, 'top');
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    reading.note(error);
  }
  return scope;
}

function refuseOtherEncodings(source: Source): void {
  const nul = source.text.indexOf('\0');
  const what = source.text.startsWith('\ufeff') ? 'byte order mark' : 'NUL character';
  if (what === 'NUL character' && nul === -1) return;
  throw new Unreadable(
    source.position(Math.max(nul, 0)),
    `found a ${what}: save the file as UTF-8, without a byte order mark`,
  );
}

/** Where entries stand: at the top, in braces around what is at the top (as in JSON), or in a map. */
type Level = 'top' | 'braces' | 'map';

interface Key {
  readonly text: string;
  readonly position: Position;
  /** Bare and followed by space: `include` is then no key. */
  readonly mayBeKeyword: boolean;
}

const bareKey = new RegExp(`[^${SPACE}=:]+`, 'y');
const spaceAhead = new RegExp(`[${SPACE}]`, 'y');
const braceAtEnd = new RegExp(`\\}[${SPACE}]*$`, 'y');
const barePath = /[^\n\r;}\t ']*/y;
/** What cannot start a key: nats-server takes some for one, and fails later. */
const noKey = /[,;()[\]{}]/;

class Parser {
  readonly #cursor: Cursor;
  readonly #reading: Reading;
  readonly #role: Role;

  constructor(source: Source, reading: Reading, role: Role) {
    this.#cursor = new Cursor(source);
    this.#reading = reading;
    this.#role = role;
  }

  /** Up to the end of the file, or the brace that closes what was opened. */
  readEntries(scope: Scope, level: Level): void {
    const opened = this.#cursor.at - 1;
    for (;;) {
      try {
        this.#cursor.skipGaps();
        if (this.#isEndOfEntries(level, opened)) return;
        this.#readEntry(scope, level);
      } catch (error) {
        if (!this.#recover(error, '}', level === 'top')) return;
      }
    }
  }

  /** The text of an environment variable: one value and nothing else. */
  readOnlyValue(): ConfValue {
    const cursor: Cursor = this.#cursor;
    cursor.skipBlanks();
    const value = this.#readValue(new Scope(), 'the variable');
    cursor.skipGaps();
    if (!cursor.isAtEnd) cursor.fail('found more than a value');
    return value;
  }

  #isEndOfEntries(level: Level, opened: number): boolean {
    const cursor: Cursor = this.#cursor;
    if (level !== 'top') {
      if (cursor.isAtEnd) cursor.failUnclosed('map', opened, 'a "}"');
      return cursor.takes('}');
    }
    // nats-server puts up with a brace too many at the very end, even where no brace was opened.
    cursor.take(braceAtEnd);
    return cursor.isAtEnd;
  }

  #readEntry(scope: Scope, level: Level): void {
    const cursor: Cursor = this.#cursor;
    if (level !== 'map' && cursor.takes('{')) {
      this.#nested(() => this.readEntries(scope, 'braces'));
      if (level === 'braces') this.#endBraces();
      return;
    }
    const key = this.#readKey();
    if (key.mayBeKeyword && key.text.toLowerCase() === 'include' && !this.#isIncludeAKey(level)) {
      this.#include(scope, this.#readPath(), level);
    } else {
      this.#toValue(key, level);
      const value = this.#readValue(scope, nameOf(key));
      if (key.text === 'include' && value.type === 'string' && this.#isAtTop(level))
        this.#include(scope, { path: value.value, position: value.position }, level);
      else scope.set({ key: key.text, position: key.position, value, isVariable: false });
    }
    this.#endEntry(level);
  }

  #readKey(): Key {
    const cursor: Cursor = this.#cursor;
    const { next, at } = cursor;
    if (next === '"' || next === "'") {
      const position = cursor.position(at + 1);
      return { text: readRaw(cursor), position, mayBeKeyword: false };
    }
    const text = noKey.test(next) ? undefined : cursor.take(bareKey);
    if (text === undefined) cursor.failExpecting('a key');
    const brace = text.search(/[{}]/);
    if (brace !== -1) {
      cursor.at = at + brace;
      cursor.fail(`found ${cursor.found()} within a key: put a blank before it, or quote the key`);
    }
    spaceAhead.lastIndex = cursor.at;
    const mayBeKeyword = spaceAhead.test(cursor.source.text);
    return { text: wholeText(cursor, text, at), position: cursor.position(at), mayBeKeyword };
  }

  /** From behind the key to its value; in maps the value may stand on a later line. */
  #toValue(key: Key, level: Level): void {
    const cursor: Cursor = this.#cursor;
    cursor.skipSpace();
    if (cursor.takes('=') || cursor.takes(':')) cursor.skipBlanks();
    if (level === 'map') cursor.skipSpace();
    if (level === 'map' && cursor.next === '}')
      throw new Unreadable(key.position, `${nameOf(key)} has no value`);
  }

  #readValue(scope: Scope, owner: string): ConfValue {
    const cursor: Cursor = this.#cursor;
    const { next } = cursor;
    if (next === '[') return this.#readArray(scope);
    if (next === '{') return this.#readMap(scope);
    if (next === '"') return readDoubleQuoted(cursor);
    if (next === "'") return readSingleQuoted(cursor);
    if (next === '(') return readBlock(cursor);
    if (cursor.isAtEnd || /[\n\r,;\]}]/.test(next)) cursor.failExpecting(`a value of ${owner}`);
    if (next === '.') cursor.fail('found "." before a value: a number starts with a digit');
    const value = /[-0-9]/.test(next) ? readNumber(cursor) : readBare(cursor);
    return value.type === 'reference' ? this.#resolve(value, scope) : value;
  }

  #readMap(scope: Scope): ConfMap {
    const inner = new Scope(scope);
    this.#cursor.at += 1;
    this.#nested(() => this.readEntries(inner, 'map'));
    const position = this.#cursor.positionBehind();
    const map: ConfMap = { type: 'map', entries: inner.entries, position };
    this.#within(this.#reading.check(map));
    return map;
  }

  #readArray(scope: Scope): ConfArray {
    const items: ConfValue[] = [];
    this.#cursor.at += 1;
    this.#nested(() => this.#readItems(items, scope));
    const array: ConfArray = { type: 'array', items, position: this.#cursor.positionBehind() };
    this.#within(this.#reading.check(array));
    return array;
  }

  #readItems(items: ConfValue[], scope: Scope): void {
    const cursor: Cursor = this.#cursor;
    const opened = cursor.at - 1;
    for (;;) {
      try {
        cursor.skipGaps();
        if (cursor.isAtEnd) cursor.failUnclosed('array', opened, 'a "]"');
        if (cursor.takes(']')) return;
        items.push(this.#readValue(scope, 'the array'));
        this.#endItem();
      } catch (error) {
        if (!this.#recover(error, ']', false)) return;
      }
    }
  }

  /** A value ends with its line, or with a comma, or with what it is in. */
  #endEntry(level: Level): void {
    const cursor: Cursor = this.#cursor;
    cursor.skipLineGaps();
    if (this.#takesLineEnd() || cursor.takes(',') || cursor.takes(';')) return;
    if (cursor.isAtEnd) return;
    // At the top a brace that closes nothing ends an entry, too (see isEndOfEntries).
    if (cursor.next === '}' && (level !== 'top' || cursor.takes('}'))) return;
    cursor.failExpecting('the end of the line or a comma after a value (quote what holds blanks)');
  }

  /** Braces in braces are followed by a comma, or the end of the outer ones. */
  #endBraces(): void {
    const cursor: Cursor = this.#cursor;
    cursor.skipGaps();
    if (cursor.takes(',') || cursor.takes(';') || cursor.next === '}' || cursor.isAtEnd) return;
    cursor.failExpecting('"," or "}" after "}"');
  }

  #endItem(): void {
    const cursor: Cursor = this.#cursor;
    cursor.skipLineGaps();
    if (this.#takesLineEnd() || cursor.takes(',') || cursor.next === ']' || cursor.isAtEnd) return;
    cursor.failExpecting('"," or "]" after a value');
  }

  #takesLineEnd(): boolean {
    return this.#cursor.takes('\n') || this.#cursor.takes('\r');
  }

  // Variables

  /** What `$name` stands for: a key read before, in this map or around it; else an environment variable. */
  #resolve({ name, position }: Reference, scope: Scope): ConfValue {
    const value = scope.refer(name)?.value ?? this.#readVariable(name, position);
    if (value === undefined)
      throw new Unreadable(position, undefinedVariable(name), { mayBeConsequence: true });
    const own = { ...value, position };
    const tooMuch = this.#reading.refer(own, value);
    if (tooMuch !== undefined) throw new Unreadable(position, tooMuch, { isFinal: true });
    return own;
  }

  /** The text of an environment variable is read as a value is: `4222` is a number, `[a, b]` an array. */
  #readVariable(name: string, position: Position): ConfValue | undefined {
    const { surroundings, variables } = this.#reading;
    const text = Object.hasOwn(surroundings.env, name) ? surroundings.env[name] : undefined;
    if (text === undefined) return undefined;
    if (/^[\t ]*$/.test(text)) return { type: 'string', value: '', position };
    if (variables.includes(name)) {
      const circle = [...variables.slice(variables.indexOf(name)), name].join(' → ');
      throw new Unreadable(position, `environment variables refer to themselves: ${circle}`, {
        namesVariablesOnly: true,
      });
    }
    variables.push(name);
    try {
      return new Parser(new Source(`$${name}`, text), this.#reading, 'variable').readOnlyValue();
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      throw atReference(error, name, position);
    } finally {
      variables.pop();
    }
  }

  // Includes

  /** At the top `include` may also be written as a key, as JSON needs it: `"include": "./cluster.conf"`. */
  #isIncludeAKey(level: Level): boolean {
    const cursor: Cursor = this.#cursor;
    cursor.skipBlanks();
    return this.#isAtTop(level) && (cursor.next === ':' || cursor.next === '=');
  }

  #isAtTop(level: Level): boolean {
    return this.#role === 'outermost' && level !== 'map';
  }

  #readPath(): Path {
    const cursor: Cursor = this.#cursor;
    const start = cursor.at;
    if (cursor.next === '"' || cursor.next === "'")
      return { path: readRaw(cursor), position: cursor.position(start + 1) };
    if (/[[{(0-9\\-]/.test(cursor.next) || cursor.isAtLineEnd || cursor.isAtEnd)
      cursor.failExpecting('the path of a file to include');
    const path = cursor.take(barePath)!;
    cursor.takes("'");
    return { path: wholeText(cursor, path, start), position: cursor.position(start) };
  }

  /** The keys of a file, as if they stood here. It sees no variables of ours; we see its keys as our own. */
  #include(scope: Scope, { path, position }: Path, level: Level): void {
    const reading = this.#reading;
    // Absolute paths are taken as relative ones, too: nats-server joins whatever is given.
    const file = join(dirname(this.#cursor.source.file), path);
    const tooMany = reading.countInclude();
    if (tooMany !== undefined) throw new Unreadable(position, tooMany, { isFinal: true });
    if (reading.files.includes(file)) {
      const circle = [...reading.files.slice(reading.files.indexOf(file)), file].join(' → ');
      throw new Unreadable(position, `files include themselves: ${circle}`);
    }
    const source = new Source(file, this.#readFile(file, position));
    reading.files.push(file);
    this.#nested(() => {
      const role = this.#isAtTop(level) ? 'outermost' : 'included';
      for (const entry of readDocument(source, reading, role).entries.values()) scope.set(entry);
    });
    reading.files.pop();
  }

  #readFile(file: string, position: Position): string {
    try {
      return this.#reading.surroundings.readFile(file);
    } catch (error) {
      throw new Unreadable(
        position,
        `${fileErrorText('open', file, error)}: paths are relative to the file that includes`,
      );
    }
  }

  // Limits

  #nested(read: () => void): void {
    this.#within(this.#reading.enter());
    try {
      read();
    } finally {
      this.#reading.leave();
    }
  }

  #within(excess: string | undefined): void {
    if (excess !== undefined) this.#cursor.fail(excess, this.#cursor.at, { isFinal: true });
  }

  // Problems

  /**
   * Notes what is wrong and goes to where the next entry may start: behind a line end or comma, or before the bracket
   * that closes what is being read. False if another bracket closes it first.
   */
  #recover(error: unknown, closer: string, isTop: boolean): boolean {
    if (!(error instanceof Unreadable) || error.gravity.isFinal === true) throw error;
    if (this.#role === 'variable') throw error;
    this.#reading.note(error);
    const cursor: Cursor = this.#cursor;
    // Found no value on the line: a word alone on the next one is it, and no key to complain about.
    if (cursor.isAtLineEnd) cursor.take(lineOfOneWord);
    for (let depth = 0; !cursor.isAtEnd;) {
      const [start, piece] = [cursor.at, cursor.take(pieceOfText)!];
      const isInside = depth > 0;
      if (/^[{[]/.test(piece)) depth += 1;
      else if (/^[}\]]/.test(piece) && isInside) depth -= 1;
      else if (/^[}\]]/.test(piece) && !isTop) {
        cursor.at = start;
        return piece === closer;
      } else if (/^[\n\r,;]/.test(piece) && !isInside) break;
    }
    return true;
  }
}

interface Path {
  readonly path: string;
  readonly position: Position;
}

const lineOfOneWord = /\s*("[^"\n]*"|'[^'\n]*'|[^\s=:{}[\],;#"']+)[ \t]*(?=[\n\r]|$)/y;
const pieceOfText = /"[^"\n]*"|'[^'\n]*'|[^"'{}[\],;\n\r]+|[^]/y;

/** For a sentence. What looks like no name may be part of a value whose quotes are wrong. */
function nameOf({ text }: Key): string {
  return /^[\w.$-]{1,40}$/.test(text) ? `the key "${text}"` : 'this key';
}

function undefinedVariable(name: string): string {
  return `the variable "${name}" is not defined: no key above and no environment variable has this name`;
}

/** What is wrong with a variable's text, without a word of it: it may be a password. */
function atReference(error: Unreadable, name: string, position: Position): Unreadable {
  const text = error.gravity.namesVariablesOnly
    ? error.problem.text
    : `the environment variable "${name}" holds no value of this language: put the text into quotes, ${name}='"…"'`;
  return new Unreadable(position, text, error.gravity);
}
