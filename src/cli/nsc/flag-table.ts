/**
 * The flags of a command as a table: pflag's kinds, which differ from those of Go's own flag package (go-flags.ts) in
 * shorts, lists and values that may be left out. Names are the table's keys, with dashes: `allowPub` is `--allow-pub`.
 */
export interface NscFlag {
  /**
   * - `switch`: true or false; a value only after `=`;
   * - `text`, `texts`: `texts` may be repeated and separated by commas;
   * - `values`: may be repeated, commas are part of it;
   * - `integer`: a whole number; `size`: one with a unit (`5k`, `1GiB`).
   */
  readonly type: 'switch' | 'text' | 'texts' | 'values' | 'integer' | 'size';
  readonly description: string;
  readonly short?: string;
  readonly default?: boolean | string | number;
  /** What it stands for without a value; a value then needs `=`. */
  readonly withoutValue?: number;
  readonly hidden?: boolean;
  /** Must be given. */
  readonly required?: boolean;
  /** Older names; whoever uses one is told `deprecated`, and says a value. */
  readonly aliases?: readonly string[];
  readonly deprecated?: string;
  /** Its name, where dashes and small letters don't make it. */
  readonly name?: string;
  /** What the help calls the value. */
  readonly value?: string;
}

export type FlagTable = Readonly<Record<string, NscFlag>>;

type ValueOf<F extends NscFlag> = F['type'] extends 'switch'
  ? boolean
  : F['type'] extends 'text'
    ? string
    : F['type'] extends 'texts' | 'values'
      ? readonly string[]
      : number;

/** What a table gives: a flag that has no default is undefined unless given; lists are empty. */
export type FlagValues<T extends FlagTable> = {
  readonly [Name in keyof T]: ValueOf<T[Name]> | MaybeMissing<T[Name]>;
};

type MaybeMissing<F extends NscFlag> = F extends { default: unknown } | { type: 'texts' | 'values' }
  ? never
  : undefined;

/** The name of a flag as it is typed, without its dashes. */
export function flagName(key: string, flag: NscFlag): string {
  return flag.name ?? key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
