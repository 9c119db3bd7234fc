/**
 * A place in a configuration, counted as nats-server counts: lines from 1; columns in bytes from the line end before, so
 * that the first character of a line is 1 (0 on the first line) and a line end stands at column 0 of the next line.
 */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * What a configuration holds, each with its place. The place of an array or map is behind its closing bracket, where
 * nats-server reports what is wrong with an element of an array.
 */
export type ConfValue =
  | { readonly type: 'string'; readonly value: string; readonly position: Position }
  /** Within int64; units are multiplied out. */
  | { readonly type: 'integer'; readonly value: bigint; readonly position: Position }
  | { readonly type: 'float'; readonly value: number; readonly position: Position }
  | { readonly type: 'boolean'; readonly value: boolean; readonly position: Position }
  | { readonly type: 'datetime'; readonly value: Date; readonly position: Position }
  | ConfArray
  | ConfMap;

export interface ConfArray {
  readonly type: 'array';
  readonly items: readonly ConfValue[];
  readonly position: Position;
}

/** By key as written. A key given twice has its last value. */
export interface ConfMap {
  readonly type: 'map';
  readonly entries: ReadonlyMap<string, ConfEntry>;
  readonly position: Position;
}

export interface ConfEntry {
  /** As written: the reader of options decides whether case matters. */
  readonly key: string;
  /** Of the key; nats-server reports what is wrong with a value here. */
  readonly position: Position;
  readonly value: ConfValue;
  /** Some `$key` referred to it: it may then be a key that no option has. */
  readonly isVariable: boolean;
}

/** One thing that is wrong with a configuration. */
export interface ConfProblem {
  readonly position: Position;
  /** What was found and what to do; never a value of the file, which may be a secret. */
  readonly text: string;
}
