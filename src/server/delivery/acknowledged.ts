/**
 * What JetStream delivers at another server: it is sent to where the consumer listens, which is shown the subject that it was
 * published to. That stands behind the reply by which it is acknowledged (nats-server client.go, jsAckDeliverIdx):
 * `$JS.ACK.<stream>.<consumer>.<delivered>.<sequences>.<time>.<pending>@<subject>`.
 */
const PREFIX = '$JS.ACK.';
/** Those of the reply come first: a name in it may have an `@`. */
const DOTS = 8;

/** Where in `reply` the subject begins that is to be shown; -1 if there is none. */
export function shownSubjectAt(reply: string): number {
  if (!reply.startsWith(PREFIX)) return -1;
  let dots = 0;
  for (let at = PREFIX.length - 2; at < reply.length; at++) {
    if (reply[at] === '.') dots++;
    // `$JS.` has the first.
    else if (reply[at] === '@' && dots + 1 >= DOTS) return at + 1 < reply.length ? at + 1 : -1;
  }
  return -1;
}
