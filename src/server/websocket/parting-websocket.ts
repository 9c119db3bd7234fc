import { WebSocket } from 'ws';

/** What a close frame says. */
export interface Farewell {
  /** Undefined if it gives none. */
  readonly status: number | undefined;
  readonly reason: string;
}

/**
 * A websocket that does not close by itself. ws answers a close frame, or a violation of the framing, by `close` within
 * the read that brought it: what this turn has to send would come too late, and a violation would not be told of.
 */
export class PartingWebSocket extends WebSocket {
  /** Called with what ws would have answered: `part` is to follow. */
  onParting: (farewell: Farewell) => void = () => undefined;

  override close(status?: number, reason: string | Buffer = ''): void {
    this.onParting({ status, reason: reason.toString() });
  }

  /** Sends a close frame after all that was sent. */
  part({ status, reason }: Farewell): void {
    super.close(status, reason);
  }
}
