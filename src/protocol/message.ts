/** One message in flight. The parser reuses it from message to message: copy what you keep. */
export interface Message {
  subject: string;
  /** Empty when there is none. */
  reply: string;
  /** Bytes of the header block at the start of `frame`, 0 when there is none. */
  headerSize: number;
  /** Bytes of headers and payload, CR LF not counted. */
  size: number;
  /** The size, or header and total size, in the publisher's own digits: leading zeros go on to the subscriber. */
  sizes: string;
  /** Headers, payload and CR LF as they came off the wire. */
  frame: Uint8Array;
  /** Whether `frame` is this message's own memory, which nobody will write to: it may be kept and shared. */
  ownsFrame: boolean;
}

export function emptyMessage(): Message {
  return {
    subject: '',
    reply: '',
    headerSize: 0,
    size: 0,
    sizes: '0',
    frame: NOTHING,
    ownsFrame: false,
  };
}

const NOTHING = new Uint8Array(0);
const LINE_END = Buffer.from('\r\n');

/** A message of our own: `payload` on `subject`. */
export function payloadMessage(subject: string, payload: string | Uint8Array, reply = ''): Message {
  const frame =
    typeof payload === 'string'
      ? Buffer.from(`${payload}\r\n`)
      : Buffer.concat([payload, LINE_END]);
  const size = frame.length - LINE_END.length;
  return {
    subject,
    reply,
    headerSize: 0,
    size,
    sizes: String(size),
    frame,
    ownsFrame: true,
  };
}
