import { NatsxError } from '../../../base/errors.ts';

/** What a resource lacks or has wrong: it says so in its condition `Ready`, and waits for a change. */
export class NotReady extends NatsxError {
  readonly reason: string;

  constructor(reason: string, message: string, options?: ErrorOptions) {
    super('ERR_NOT_READY', message, options);
    this.reason = reason;
  }
}
