import type { Logger } from '../base/logger.ts';
import type { StartSettings } from './start-settings.ts';
import { COMPATIBILITY_VERSION, goVersionText } from './version.ts';

interface StartingServer {
  readonly name: string;
  readonly id: string;
  readonly config: StartSettings['config'];
  readonly hasPlainPasswords: boolean;
}

/** nats-server's first lines: tools look for them. */
export function logStart(
  logger: Logger,
  { name, id, config, hasPlainPasswords }: StartingServer,
): void {
  logger.notice('Starting nats-server');
  logger.notice(`  Version:  ${COMPATIBILITY_VERSION}`);
  logger.notice('  Git:      [not set]');
  logger.debug(`  Go build: ${goVersionText}`);
  logger.notice(`  Name:     ${name}`);
  logger.notice(`  ID:       ${id}`);
  if (hasPlainPasswords) logger.warn('Plaintext passwords detected, use nkeys or bcrypt');
  if (config === undefined) return;
  logger.notice(`Using configuration file: ${config.file}${inBrackets(config.digest)}`);
}

/** The digest of a configuration, as lines of the log end with it. */
export function inBrackets(digest: string | undefined): string {
  return digest === undefined ? '' : ` (${digest})`;
}
