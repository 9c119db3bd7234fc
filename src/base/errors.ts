export interface NatsxErrorOptions extends ErrorOptions {
  /** What the user can do next; the command line prints one a line. */
  readonly suggestions?: readonly string[];
}

/** Root of every error natsx throws on purpose: a stable `code` for programs, a sentence for people. */
export class NatsxError extends Error {
  readonly code: string;
  readonly suggestions: readonly string[];

  constructor(code: string, message: string, options: NatsxErrorOptions = {}) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.suggestions = options.suggestions ?? [];
  }
}
