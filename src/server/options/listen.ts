import { listenAddress } from './kinds.ts';
import { shorthand } from './option.ts';

/** `listen`: host and port in one; what it leaves out stays as it is. */
export const listen = shorthand(listenAddress, ({ host = '', port = 0 }) => ({
  ...(host === '' ? {} : { host }),
  ...(port === 0 ? {} : { port }),
}));
