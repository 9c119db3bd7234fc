import { byteString } from '../../base/byte-string.ts';
import { hasWildcard, isCoveredBy } from '../../subject/subject.ts';
import { Permissions, type Filter } from '../auth/permissions.ts';
import type { PermissionsOptions, SubjectPermissions } from '../options/permissions.ts';

/** Subjects by which servers find each other, whoever may do what. */
const UNRESTRICTED_INTEREST = ['$LDS.', '$GR.', '_GR_.'];
/** Answers find back to who asked, and JetStream's acknowledgements. */
const UNRESTRICTED_MESSAGES = ['_R_.', '$JS.ACK.', '_GR_.'];

/**
 * What the other side of a leafnode may do here: `publish` what it may send us, `subscribe` what it may get from us. Its
 * interest may be wider than what it gets, so that each message is looked at on its way; and we may ask for more than it
 * may send (nats-server client.go, canSubscribeInternal; leafnode.go, processLeafSub and leafMsgAllowed).
 */
export class LeafPermissions extends Permissions {
  readonly #ask: {
    readonly allow: readonly string[] | undefined;
    readonly deny: readonly string[];
  };

  /** `unsaid`: what is not to be asked for, although what comes of it is taken. */
  constructor(terms: Partial<PermissionsOptions>, unsaid: readonly string[] = []) {
    super(terms);
    const { allow, deny = [] } = terms.publish ?? {};
    this.#ask = {
      allow: allow?.map(byteString),
      deny: [...deny, ...unsaid].map(byteString),
    };
  }

  /** Whether messages on `subject`, which may be a pattern, are worth asking for. */
  mayAsk(subject: string): boolean {
    if (UNRESTRICTED_INTEREST.some((prefix) => subject.startsWith(prefix))) return true;
    const { allow, deny } = this.#ask;
    if (deny.some((rule) => isCoveredBy(subject, rule))) return false;
    if (allow === undefined || allow.some((rule) => isCoveredBy(subject, rule))) return true;
    return hasWildcard(subject) && allow.some((rule) => isCoveredBy(rule, subject));
  }

  override mayPublish(subject: string): boolean {
    return (
      UNRESTRICTED_MESSAGES.some((prefix) => subject.startsWith(prefix)) ||
      super.mayPublish(subject)
    );
  }

  /** A pattern always may: what comes of it is filtered. */
  override maySubscribe(subject: string, queue: string | undefined): boolean {
    if (UNRESTRICTED_INTEREST.some((prefix) => subject.startsWith(prefix))) return true;
    return hasWildcard(subject) || super.maySubscribe(subject, queue);
  }

  override filter(subject: string): Filter | undefined {
    if (!hasWildcard(subject)) return undefined;
    return (literal) => !this.maySend(literal);
  }

  /** Whether a message may go to the other side. */
  maySend(subject: string): boolean {
    return (
      UNRESTRICTED_MESSAGES.some((prefix) => subject.startsWith(prefix)) ||
      super.maySubscribe(subject, undefined)
    );
  }
}

/** `permissions` with more that is denied; undefined if nothing is said at all. */
export function denying(
  permissions: Partial<PermissionsOptions> | undefined,
  publish: readonly string[],
  subscribe: readonly string[],
): Partial<PermissionsOptions> | undefined {
  if (publish.length + subscribe.length === 0) return permissions;
  return {
    ...permissions,
    publish: withDenied(permissions?.publish, publish),
    subscribe: withDenied(permissions?.subscribe, subscribe),
  };
}

function withDenied(
  { allow, deny = [] }: Partial<SubjectPermissions> = {},
  more: readonly string[],
): SubjectPermissions {
  return { allow, deny: [...deny, ...more] };
}
