/** Root of every error natsx throws on purpose: a stable `code` for programs, a sentence for people. */
export class NatsxError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
