import type { Message } from '../../protocol/message.ts';
import type { Subscription } from '../connection/subscription.ts';
import { isRemote, mayHear, originOf, type Source } from './audience.ts';

/** What becomes of a message in one queue group: whether somebody here took it, or else who elsewhere is to. */
export interface Choice {
  readonly isTaken: boolean;
  readonly remote: Subscription | undefined;
}

const NOBODY: Choice = { isTaken: false, remote: undefined };
const TAKEN: Choice = { isTaken: true, remote: undefined };

/**
 * Hands a message to one member of a queue group: a random one, or the next that takes it. A member elsewhere stands for
 * as many as its weight says, and who passes on there decides; members behind leafnodes are the last choice (nats-server,
 * processMsgResults: random start, then in order).
 */
export function deliverToOne(
  members: readonly Subscription[],
  deliver: (member: Subscription, subject: string, message: Message) => boolean,
  subject: string,
  message: Message,
  source: Source,
): Choice {
  const { length } = members;
  const start = length === 1 ? 0 : randomMember(members);
  const isFromServer = source.kind === 'route';
  let remote: Subscription | undefined;
  for (let i = 0; i < length; i++) {
    const member = members[start + i < length ? start + i : start + i - length]!;
    if (!isRemote(member.connection.kind)) {
      if (deliver(member, subject, message)) return TAKEN;
    } else if (isFromServer) remote = nearer(remote, member, source);
    else if (mayHear(source, member, subject, false)) {
      // Who is there for certain, before who is behind one more server.
      if (isLastResort(member, source)) remote ??= member;
      else return { isTaken: false, remote: member };
    }
  }
  return remote === undefined ? NOBODY : { isTaken: false, remote };
}

/** A message that came for the group and finds no member here any more may go one server on, to a leafnode if there is one. */
function nearer(
  known: Subscription | undefined,
  member: Subscription,
  source: Source,
): Subscription | undefined {
  const { kind } = member.connection;
  if (
    (member.connection as object) === source ||
    (kind === 'leaf' && !mayHear(source, member, '', false))
  ) {
    return known;
  }
  if (source.origin !== '' && originOf(member) === source.origin) return known;
  if (known === undefined) return member;
  return known.connection.kind === 'route' && kind === 'leaf' ? member : known;
}

/** Whether another member is to be preferred to this one. */
export function isLastResort(member: Subscription, source: Source): boolean {
  if (member.connection.kind === 'leaf') return source.kind !== 'gateway';
  return originOf(member) !== '';
}

/** Where to begin: each member counts as many times as its weight. */
function randomMember(members: readonly Subscription[]): number {
  let total = 0;
  for (const { weight = 1 } of members) total += weight;
  let left = Math.floor(Math.random() * total);
  for (let at = 0; at < members.length; at++) {
    left -= members[at]!.weight ?? 1;
    if (left < 0) return at;
  }
  return 0;
}
