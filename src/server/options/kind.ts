/**
 * What an option can be. A kind reads a value of a configuration file, and checks and completes one that a program gave;
 * `kinds.ts` has the plain ones, `block.ts` the one that nests.
 */
import type { ConfArray, ConfEntry, ConfMap, ConfValue, Position } from '../../conf/value.ts';

/** How the values of an option are read, checked, completed and named. */
export interface Kind<Value = unknown, Given = Value> {
  /** In the reference: `integer`, `duration`, `list of text`. */
  readonly name: string;
  /** The value as a program would give it; undefined when it can't be had, which `source` was then told. */
  read(source: Source): Given | undefined;
  /** The value that holds: checked, and with defaults where something was left out. */
  complete(given: Given, place: Place): Value;
}

/** What reading a configuration finds, and what it may look at. */
export interface Findings {
  error(position: Position, text: string): void;
  warn(position: Position, text: string): void;
  /** How many errors there are by now. */
  readonly errorCount: number;
  /** The text of a file that the configuration names; throws what the system says if there is none. */
  readFile(path: string): string;
}

/** A value of a configuration, and where to complain about it. */
export class Source<Value extends ConfValue = ConfValue> {
  readonly value: Value;
  /** As written in the file; of an array's item, the array's. */
  readonly key: string;
  /** Of the key; of an array's item, its own. nats-server reports the same. */
  readonly position: Position;
  /** Whether it is an item of an array. */
  readonly isItem: boolean;
  readonly #findings: Findings;

  constructor(value: Value, key: string, position: Position, findings: Findings, isItem = false) {
    this.value = value;
    this.isItem = isItem;
    this.key = key;
    this.position = position;
    this.#findings = findings;
  }

  /** There is then no value; as one of any type, `return source.error(…)` stands where a value is expected. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it is what callers return.
  error<Read>(text: string): Read | undefined {
    this.#findings.error(this.position, text);
    return undefined;
  }

  /** Complains about another type than `expected`, for example `an integer`. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as above.
  expected<Read>(expected: string): Read | undefined {
    return this.error(`${this.key}: expected ${expected}, found ${typeWords[this.value.type]}`);
  }

  /** The server starts all the same; testing the configuration fails. */
  warn(text: string, field = this.key): void {
    this.remark(`invalid use of field ${JSON.stringify(field)}: ${text}`);
  }

  /** The same, without naming the field. */
  remark(text: string): void {
    this.#findings.warn(this.position, text);
  }

  /** How many errors there are by now, anywhere. */
  get errorCount(): number {
    return this.#findings.errorCount;
  }

  /** The text of a file that the value names; throws what the system says if there is none. */
  readFile(path: string): string {
    return this.#findings.readFile(path);
  }

  is<Type extends ConfValue['type']>(
    type: Type,
  ): this is Source<Extract<ConfValue, { readonly type: Type }>> {
    return this.value.type === type;
  }

  /** Of a map: an entry as a source. */
  entry(entry: ConfEntry): Source {
    return new Source(entry.value, entry.key, entry.position, this.#findings);
  }

  /** Of an array: its items as sources. */
  items(this: Source<ConfArray>): Source[] {
    return this.value.items.map(
      (item) => new Source(item, this.key, item.position, this.#findings, true),
    );
  }

  /** Of a map: its entries as sources. */
  entries(this: Source<ConfMap>): Source[] {
    return [...this.value.entries.values()].map((entry) => this.entry(entry));
  }
}

const typeWords: Readonly<Record<ConfValue['type'], string>> = {
  string: 'a string',
  integer: 'an integer',
  float: 'a decimal number',
  boolean: 'a boolean',
  datetime: 'a date',
  array: 'an array',
  map: 'a map',
};

/** Where in the options of a program a value stands, and where to complain about it. */
export class Place {
  readonly #around: Place | undefined;
  readonly #part: string | number;
  readonly #errors: string[];

  constructor(part: string | number = '', around?: Place) {
    this.#part = part;
    this.#around = around;
    this.#errors = around === undefined ? [] : around.#errors;
  }

  /** `port`, `authorization.users[0].user`; empty at the top. Put together when it is asked for: hardly ever. */
  get path(): string {
    const outer = this.#around?.path ?? '';
    if (typeof this.#part === 'number') return `${outer}[${this.#part}]`;
    return outer === '' ? this.#part : `${outer}.${this.#part}`;
  }

  get errors(): readonly string[] {
    return this.#errors;
  }

  /** `text` continues the path: `must be …`. */
  error(text: string): void {
    const { path } = this;
    this.#errors.push(path === '' ? text : `${path} ${text}`);
  }

  /** For what is wrong between options: the path is not named. */
  sentence(text: string): void {
    this.#errors.push(text);
  }

  in(part: string | number): Place {
    return new Place(part, this);
  }
}
