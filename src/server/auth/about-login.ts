import type { ServerOptions } from '../options/options.ts';
import type { OptionChange } from '../options/reload.ts';

/** Options that say who may connect, and what who may do. */
const ABOUT_LOGIN: ReadonlySet<keyof ServerOptions> = new Set([
  'accounts',
  'authorization',
  'noAuthUser',
  'websocket',
  'resolver',
  'resolverPreload',
  'resolverPinnedAccounts',
  'defaultSentinel',
]);

/** Whether a change says who may connect, or what who may do: who is connected must be looked at again. */
export function isAboutLogin({ option, old, next }: OptionChange): boolean {
  if (option !== 'tls') return ABOUT_LOGIN.has(option);
  const [before, now] = [old, next] as ServerOptions['tls'][]; // They are of the option `tls`.
  return before?.verifyAndMap !== now?.verifyAndMap;
}
