import { NatsxError } from '../base/errors.ts';
import { silentLogger } from '../base/logger.ts';
import { createResolver } from './account/resolver/create-resolver.ts';
import type { ServerOptions } from './options/options.ts';
import { clientTls } from './tls/tls-terms.ts';

/**
 * A resolver that nobody is to be asked for must be there all the same, as nats-server has it: a directory has no owner
 * without an operator, and an account server has to answer. Throws a NatsxError.
 */
export async function checkIdleResolver(options: ServerOptions): Promise<void> {
  const { resolver: where, resolverTls: tls } = options;
  if (where === undefined || where.type === 'memory') return;
  if (where.type !== 'url') {
    throw new NatsxError('ERR_OPTIONS', 'Could not start resolver: no operator key found', {
      suggestions: ['name the operator, or leave the resolver out'],
    });
  }
  const resolver = createResolver({ resolver: where, preload: {}, tls: tls && clientTls(tls) });
  await resolver.start({ logger: silentLogger, changed: () => undefined });
  await resolver.close();
}
