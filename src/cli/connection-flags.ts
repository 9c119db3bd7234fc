import { parseDuration } from '../base/duration.ts';
import type { ConnectionSettings } from '../nats-client/connect.ts';
import { DEFAULT_SERVER } from '../nats-client/server-list.ts';
import { expandHome } from './expand-home.ts';
import { GoFlagError, type GoFlagTable, type GoFlagValues } from './go-flags.ts';

/** How to reach a server and who one is: the same for every tool that connects. */
export const connectionFlags = {
  server: {
    type: 'string',
    aliases: ['s'],
    value: 'url',
    description: 'NATS server URLs, separated by commas',
    default: DEFAULT_SERVER,
  },
  creds: { type: 'string', value: 'file', description: 'User credentials file' },
  nkey: { type: 'string', value: 'file', description: 'File with the NKey seed of a user' },
  user: { type: 'string', description: 'User name' },
  password: { type: 'string', description: 'Password of the user' },
  token: { type: 'string', description: 'Token to authenticate with' },
  tlscert: { type: 'string', value: 'file', description: 'TLS client certificate file' },
  tlskey: { type: 'string', value: 'file', description: 'Private key file for client certificate' },
  tlscacert: {
    type: 'string',
    value: 'file',
    aliases: ['tlsca'],
    description: 'CA certificate to verify the server against',
  },
  'connection-name': { type: 'string', value: 'name', description: 'Name of the connection' },
  timeout: {
    type: 'string',
    value: 'duration',
    description: 'How long to wait for the server, for example 500ms or 1m30s',
    default: '2s',
  },
} as const satisfies GoFlagTable;

/** The settings that the flags say; `name` is the connection's unless a flag gives one. */
export function connectionSettings(
  flags: GoFlagValues<typeof connectionFlags>,
  name: string,
  reconnects: number,
): ConnectionSettings {
  return {
    servers: flags.server,
    name: flags['connection-name'] ?? name,
    credentialsFile: expandHome(flags.creds),
    seedFile: expandHome(flags.nkey),
    user: flags.user,
    password: flags.password,
    token: flags.token,
    tls: {
      certificate: expandHome(flags.tlscert),
      key: expandHome(flags.tlskey),
      authority: expandHome(flags.tlscacert),
    },
    timeoutMs: durationFlag('timeout', flags.timeout),
    reconnects,
  };
}

/** The milliseconds of a flag that takes a positive duration. */
export function durationFlag(name: string, text: string): number {
  let ms: number;
  try {
    ms = parseDuration(text);
  } catch (cause) {
    throw badValue(name, text, (cause as Error).message);
  }
  // Node's timers count at most 2^31-1 ms; more would fire at once.
  if (ms < 1 || ms > 2 ** 31 - 1) throw badValue(name, text, 'must be from 1ms to 596h');
  return ms;
}

/** The number of a flag that counts from `least`. */
export function countFlag(name: string, value: number, least: number): number {
  if (value >= least) return value;
  throw badValue(name, String(value), `must be at least ${least}`);
}

function badValue(name: string, text: string, reason: string): GoFlagError {
  return new GoFlagError(`invalid value ${JSON.stringify(text)} for flag -${name}: ${reason}`);
}
