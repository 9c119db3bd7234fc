/** What `nsc tool pub`, `sub`, `req`, `reply` and `rtt` share: to connect as a user of the store. */
import type { ConnectionSettings } from '../../nats-client/connect.ts';
import { toolUser } from '../../nsc/tool-user.ts';
import type { Workspace } from '../../nsc/store/workspace.ts';
import type { FlagTable, FlagValues } from './flag-table.ts';
import { FlagError } from './parse-flags.ts';
import { accountFlag } from './shared-flags.ts';
import type { NscSurroundings } from './surroundings.ts';
import { tlsFlags, tlsSettings } from './tls-flags.ts';

export const toolFlags = {
  ...accountFlag,
  user: { type: 'text', short: 'u', value: 'name', description: 'user, if there are several' },
  nats: {
    type: 'text',
    value: 'urls',
    description: "NATS server URLs; the operator's service URLs unless given",
  },
  ...tlsFlags,
} as const satisfies FlagTable;

/** Go's nsc had it for a while, and refuses it now. */
export const encryptFlag = {
  encrypt: { type: 'switch', short: 'E', hidden: true, description: 'no longer supported' },
} as const satisfies FlagTable;

export const listenerFlags = {
  queue: { type: 'text', short: 'q', value: 'name', description: 'queue group to listen in' },
  maxMessages: {
    type: 'integer',
    value: 'n',
    default: -1,
    description: 'end after so many messages',
  },
} as const satisfies FlagTable;

/** Five seconds to connect, as Go's nsc. */
const CONNECT_TIMEOUT_MS = 5000;

export function toolSettings(
  workspace: Workspace,
  flags: FlagValues<typeof toolFlags>,
  io: NscSurroundings,
  { name, reconnects = 0 }: { readonly name: string; readonly reconnects?: number },
): ConnectionSettings {
  const tls = tlsSettings(flags, io);
  const user = toolUser(workspace, flags);
  return { ...user, ...tls, name, timeoutMs: CONNECT_TIMEOUT_MS, reconnects };
}

/** The subject, which must be there, and the payload behind it. */
export function subjectAndPayload(
  args: readonly string[],
  flags: { readonly encrypt?: boolean | undefined } = {},
): [subject: string, payload: string | undefined] {
  const [subject, payload] = args;
  if (subject === undefined) {
    throw new FlagError('requires at least 1 arg(s), only received 0');
  }
  if (flags.encrypt === true) {
    throw new FlagError('the experimental --encrypt option is no longer supported');
  }
  return [subject, payload];
}

/** 0 for no limit. */
export function mostMessages({ maxMessages }: FlagValues<typeof listenerFlags>): number {
  if (maxMessages === 0) throw new FlagError('max-messages must be greater than zero');
  return Math.max(0, maxMessages);
}
