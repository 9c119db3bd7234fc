/** Subjects that servers use among themselves, and that clients therefore must not. */

/** Replies of service imports. */
const SERVICE_REPLY = '_R_.';
/** Replies on their way through a gateway. */
const GATEWAY_REPLY = '_GR_.';
/** The same in servers before 2.2, still refused by the current one. */
const OLD_GATEWAY_REPLY = '$GR.';
const JETSTREAM_ACK = '$JS.ACK.';
/** Raft groups of servers (nats-server 2.11). */
const RAFT = '$NRG.';

/** Whether a client may not publish to `subject`. */
export function isReservedSubject(subject: string): boolean {
  return (
    goesBeyond(subject, GATEWAY_REPLY) ||
    goesBeyond(subject, OLD_GATEWAY_REPLY) ||
    subject.startsWith(RAFT)
  );
}

/** Whether a client may not ask for replies on `reply`. Publishing to it is another matter: responders do. */
export function isReservedReply(reply: string): boolean {
  return (
    reply.startsWith(SERVICE_REPLY) ||
    goesBeyond(reply, JETSTREAM_ACK) ||
    goesBeyond(reply, GATEWAY_REPLY) ||
    goesBeyond(reply, OLD_GATEWAY_REPLY)
  );
}

function goesBeyond(subject: string, prefix: string): boolean {
  return subject.length > prefix.length && subject.startsWith(prefix);
}

const beginningOf = (prefix: string): string => prefix.slice(0, 4);

/**
 * The first four bytes of every reply that is not passed on as it comes: what is reserved, from clients; what is changed
 * on its way, from servers. The fast road leaves those messages to the slow one.
 */
export const SLOW_REPLIES = {
  ofClients: [SERVICE_REPLY, GATEWAY_REPLY, OLD_GATEWAY_REPLY, JETSTREAM_ACK].map(beginningOf),
  ofServers: [GATEWAY_REPLY, OLD_GATEWAY_REPLY, JETSTREAM_ACK].map(beginningOf),
};
