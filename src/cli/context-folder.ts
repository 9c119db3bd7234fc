import { join } from 'node:path';
import type { Surroundings } from './surroundings.ts';

/** The folder of the `nats` command line, in which its contexts are. */
export function contextFolder({ env, home }: Pick<Surroundings, 'env' | 'home'>): string {
  const { XDG_CONFIG_HOME: config } = env;
  return join(config === undefined || config === '' ? join(home, '.config') : config, 'nats');
}
