/** Asks the person who runs a command; without `--interactive` nobody is asked. */
export interface Prompter {
  text(question: string, options?: TextOptions): Promise<string>;
  confirm(question: string, byDefault: boolean): Promise<boolean>;
  select(question: string, choices: readonly string[], byDefault?: string): Promise<string>;
  selectMany(question: string, choices: readonly string[]): Promise<readonly string[]>;
}

interface TextOptions {
  readonly byDefault?: string;
  /** What is wrong with an answer; undefined if nothing is. */
  readonly complaint?: (answer: string) => string | undefined | Promise<string | undefined>;
}
