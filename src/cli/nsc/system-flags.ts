import type { FlagTable } from './flag-table.ts';

/** Who asks the servers, and how long they may take. */
export const systemFlags = {
  systemAccount: {
    type: 'text',
    value: 'account',
    description: "system account, by name or public key; the operator's unless given",
  },
  systemUser: {
    type: 'text',
    value: 'name',
    description: 'user of the system account; one made for the occasion unless given',
  },
  timeout: {
    type: 'integer',
    value: 'seconds',
    default: 1,
    description: 'how long NATS servers may take for an answer, 1 to 60',
  },
} as const satisfies FlagTable;
