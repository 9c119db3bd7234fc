/** Tells when servers must start anew to have a configuration, which the template of their pods then says. */
import { createHash } from 'node:crypto';
import {
  Inclusion,
  Variable,
  writeConf,
  type PlainConf,
  type PlainRecord,
} from '../conf/writer.ts';
import { defined } from './defined.ts';

/** Of what we write, what nats-server refuses to reload (reload.go, diffOptions). */
const FIXED = [
  'http_port',
  'https_port',
  'server_name',
  'max_pending',
  'max_subscriptions',
  'lame_duck_duration',
  'gateway',
  'leafnodes',
  'websocket',
  'operator',
  'system_account',
];

/**
 * A hash of what a server reads only when it starts: with `isReloaded` what a reload can't change, else everything that
 * it must know.
 */
export function restartHash(conf: PlainRecord, isReloaded: boolean): string {
  const part = isReloaded ? fixedPart(conf) : wholePart(conf);
  return createHash('sha256').update(writeConf(part)).digest('hex').slice(0, 16);
}

function fixedPart(conf: PlainRecord): PlainRecord {
  const { name, port } = conf['cluster'] as PlainRecord; // It is always there.
  const entries = FIXED.map((key): [string, PlainConf | undefined] => [key, withoutTls(conf[key])]);
  return defined({ ...Object.fromEntries(entries), cluster: defined({ name, port }) });
}

/** Certificates are read anew with every reload. */
function withoutTls(value: PlainConf | undefined): PlainConf | undefined {
  return isBlock(value) ? without(value, 'tls') : value;
}

function wholePart(conf: PlainRecord): PlainRecord {
  // New servers connect to the old ones, which then know them.
  const cluster = without(conf['cluster'] as PlainRecord, 'routes'); // It is always there.
  // Accounts that are pushed need not be known from the start once more.
  const isPushed = isBlock(conf['resolver']);
  return { ...(isPushed ? without(conf, 'resolver_preload') : conf), cluster };
}

function without(record: PlainRecord, key: string): PlainRecord {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

function isBlock(value: PlainConf | undefined): value is PlainRecord {
  const isObject = typeof value === 'object' && !Array.isArray(value);
  return isObject && !(value instanceof Inclusion || value instanceof Variable);
}
