// A session is what clients do to a server, byte for byte: open connections, send, wait. It is data, so that it can be
// played to any server, cut at any byte, shortened and printed.

/** A step on the connection named `on`. */
export type Step =
  | { readonly type: 'open'; readonly on: string }
  /** Bytes as latin1 text; `pongs` is how many PINGs in them the server will answer. */
  | { readonly type: 'send'; readonly on: string; readonly bytes: string; readonly pongs: number }
  /** A PING and the wait for its PONG: all sent before on this connection has then been worked off. */
  | { readonly type: 'settle'; readonly on: string }
  /** The wait for the PONGs of all PINGs so far, or for the end of the connection; sends nothing. */
  | { readonly type: 'pongs'; readonly on: string }
  /** The wait for the server to end the connection. */
  | { readonly type: 'closed'; readonly on: string };

/** How the server is told to behave, in the words of nats-server's configuration. */
export interface Settings {
  readonly max_payload?: number;
  readonly max_control_line?: number;
  readonly max_connections?: number;
  readonly max_subscriptions?: number;
  readonly max_subscription_tokens?: number;
  readonly no_header_support?: boolean;
  readonly ping_interval?: `${number}ms`;
  readonly ping_max?: number;
  readonly authorization?: object;
  readonly no_auth_user?: string;
}

export interface SessionOptions {
  readonly settings?: Settings;
  /** How many PINGs of the bytes the server will answer; default 0. */
  readonly pongs?: number;
  /** Whether it is also played cut in two at every byte; default true. */
  readonly isSplit?: boolean;
}

export interface Session {
  readonly name: string;
  readonly settings: Settings;
  readonly isSplit: boolean;
  readonly steps: readonly Step[];
}

/** A session on one connection which the server keeps. */
export function stays(name: string, bytes: string, options: SessionOptions = {}): Session {
  return talk(name, [open('a'), send('a', bytes, options.pongs), settle('a')], options);
}

/** A session on one connection which the server ends. */
export function closes(name: string, bytes: string, options: SessionOptions = {}): Session {
  return talk(name, [open('a'), send('a', bytes, options.pongs), closed('a')], options);
}

/** A session of any steps. */
export function talk(name: string, steps: Step[], options: SessionOptions = {}): Session {
  return { name, steps, settings: options.settings ?? {}, isSplit: options.isSplit ?? true };
}

export function open(on: string): Step {
  return { type: 'open', on };
}

export function send(on: string, bytes: string, pongs = 0): Step {
  return { type: 'send', on, bytes, pongs };
}

export function settle(on: string): Step {
  return { type: 'settle', on };
}

export function pongs(on: string): Step {
  return { type: 'pongs', on };
}

export function closed(on: string): Step {
  return { type: 'closed', on };
}

/** Opens a connection and sends CONNECT without verbose and pedantic, and whatever else is given. */
export function join(on: string, more: Readonly<Record<string, unknown>> = {}): Step[] {
  return [open(on), send(on, connect(more))];
}

/** A CONNECT line without verbose and pedantic, and whatever else is given. */
export function connect(more: Readonly<Record<string, unknown>> = {}): string {
  return `CONNECT ${JSON.stringify({ verbose: false, pedantic: false, ...more })}\r\n`;
}

/** A PUB with its payload. */
export function pub(subjectAndReply: string, payload = ''): string {
  return `PUB ${subjectAndReply} ${payload.length}\r\n${payload}\r\n`;
}

/** An HPUB with its header block and payload. */
export function hpub(subjectAndReply: string, header: string, payload = ''): string {
  const total = header.length + payload.length;
  return `HPUB ${subjectAndReply} ${header.length} ${total}\r\n${header}${payload}\r\n`;
}
