/** How a way that may get encrypted comes along; told to the connection, which logs, greets and closes. */
export type HandshakeStep =
  /** The peer may be greeted in the clear. */
  | { readonly type: 'greeting' }
  /** TLS begins. */
  | { readonly type: 'begun' }
  /** All from here on is encrypted. */
  | { readonly type: 'done' }
  /** The peer may go without, and does. */
  | { readonly type: 'declined' }
  /** Too many began within a second. */
  | { readonly type: 'throttled' }
  /**
   * `isProbe`: no client of NATS tried, as when a port scanner looks or a load balancer asks. `isWrongName`: the server's
   * certificate is for another name than the one that it was dialed by.
   */
  | {
      readonly type: 'failed';
      readonly text: string;
      readonly isProbe: boolean;
      readonly isWrongName?: boolean;
    };
