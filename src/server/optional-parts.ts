/** Parts that few servers need: with all that they import, a quarter of the start of one that has none. */
import { isOperatorMode } from './options/operator.ts';
import type { ServerOptions } from './options/options.ts';

export interface OptionalParts {
  /** For servers that trust operators. */
  readonly operators: typeof import('./operator-mode.ts') | undefined;
  /** For those whose options, or the JWTs of whose accounts, may name services that decide who comes in. */
  readonly callouts: typeof import('./auth/callout.ts') | undefined;
  /** For those that are in a cluster. */
  readonly routes: typeof import('./route/routes.ts') | undefined;
  /** For those whose cluster knows others. */
  readonly gateways: typeof import('./gateway/gateways.ts') | undefined;
  /** For those that hang off others, or have others hang off them. */
  readonly leafnodes: typeof import('./leafnode/leafnodes.ts') | undefined;
}

/** Loads what `options` ask for; the parts of a reload may be more than those of the start. */
export async function loadOptionalParts(options: ServerOptions): Promise<OptionalParts> {
  const trusts = isOperatorMode(options);
  const asks = trusts || options.authorization?.authCallout !== undefined;
  const [operators, callouts, routes, gateways, leafnodes] = await Promise.all([
    trusts ? import('./operator-mode.ts') : undefined,
    asks ? import('./auth/callout.ts') : undefined,
    options.cluster?.port === undefined ? undefined : import('./route/routes.ts'),
    hasGateways(options) ? import('./gateway/gateways.ts') : undefined,
    options.leafnodes === undefined ? undefined : import('./leafnode/leafnodes.ts'),
  ]);
  return { operators, callouts, routes, gateways, leafnodes };
}

function hasGateways({ gateway }: ServerOptions): boolean {
  return gateway?.port !== undefined && gateway.name !== undefined && gateway.name !== '';
}
