import type { Logger } from '../base/logger.ts';
import type { Accounts } from './account/accounts.ts';
import type { CalloutServer } from './auth/callout.ts';
import type { AccountFinder } from './auth/jwt-door.ts';
import type { ServerView } from './monitor/server-view.ts';
import type { System } from './system/system.ts';
import { COMPATIBILITY_VERSION } from './version.ts';

interface CalloutSurroundings extends Pick<CalloutServer, 'key' | 'curve'> {
  readonly accounts: Accounts;
  /** The operators' accounts; undefined without operators. */
  readonly claimed: AccountFinder | undefined;
  readonly logger: Logger;
}

/** The server as one who asks services about clients, in its accounts. */
export function calloutServer(
  { key, curve, accounts, claimed, logger }: CalloutSurroundings,
  system: System,
  view: Pick<ServerView, 'id' | 'name' | 'options' | 'clusterName'>,
): CalloutServer {
  return {
    key,
    curve,
    id: () => {
      const { id, name } = view;
      const { host, serverTags: tags } = view.options;
      return {
        id,
        name,
        host,
        version: COMPATIBILITY_VERSION,
        cluster: view.clusterName ?? '',
        tags,
      };
    },
    ask: async (account, subject, payload, options) => {
      const answer = await system.request(subject, payload, { in: account, ...options });
      return typeof answer === 'string' ? undefined : answer.payload;
    },
    account: (name) => (name === '$G' ? accounts.global : accounts.get(name)),
    claimed,
    error: (text) => logger.error(text),
    warn: (text) => logger.warn(text),
    debug: (text) => logger.debug(text),
  };
}
