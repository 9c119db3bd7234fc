/** A configuration to read both here and there. */
export interface ConfText {
  readonly name: string;
  readonly text: string;
  /** Files beside it, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Rows of a table: a name and a text. */
export function texts(table: Readonly<Record<string, string>>): ConfText[] {
  return Object.entries(table).map(([name, text]) => ({ name, text }));
}

/** Rows of a table: a name and what follows the key `x`, whatever its type. */
export function values(table: Readonly<Record<string, string>>): ConfText[] {
  return Object.entries(table).map(([name, value]) => ({ name, text: `x: ${value}\n${usesX}` }));
}

/**
 * Makes an unknown key `x` above a known one: it is referred to. What refers to it has any type, since only the last
 * `debug` is looked at.
 */
export const usesX = 'debug: $x\ndebug: false\n';
