/** What a reload would change on a server that runs. */
import { resolve } from 'node:path';
import { NatsxError } from '../../base/errors.ts';
import { systemErrorText } from '../../base/system-error.ts';
import { completeOptions, type ServerOptions } from '../../server/options/options.ts';
import { reloadChanges } from '../../server/options/reload.ts';
import { readServerCommandLine } from '../server-command-line.ts';
import type { Finding, ValidateHost } from './findings.ts';

/** How a running server is asked: by its command line, or by its monitoring endpoint. */
export type RunningServer =
  { readonly type: 'pid'; readonly pid: number } | { readonly type: 'url'; readonly url: string };

/** The options that it has, as far as it tells; the others as the file says. */
export function runningOptions(
  running: RunningServer,
  config: string,
  options: ServerOptions,
  host: ValidateHost,
): Promise<ServerOptions> | ServerOptions {
  return running.type === 'pid'
    ? fromCommandLine(running.pid, config, host)
    : fromVarz(running.url, options, host);
}

/** One finding for each change; a change that a reload refuses is an error. */
export function reloadFindings(old: ServerOptions, next: ServerOptions): Finding[] {
  try {
    const changes = reloadChanges(old, next);
    if (changes.length === 0) return [{ severity: 'info', text: 'a reload would change nothing' }];
    return changes.map(({ path, line, effect }) => ({
      severity: 'info',
      where: path,
      text: `a reload would change: ${line} (${effect})`,
    }));
  } catch (cause) {
    if (!(cause instanceof NatsxError)) throw cause;
    return cause.message.split('\n').map((text) => ({ severity: 'error', text }));
  }
}

function fromCommandLine(pid: number, config: string, host: ValidateHost): ServerOptions {
  let words: readonly string[];
  let directory: string;
  try {
    words = host.commandLine(pid);
    directory = host.directory(pid);
  } catch (cause) {
    const text = `the command line of process ${pid} can't be read: ${systemErrorText(cause)}`;
    throw new NatsxError('ERR_PROCESS', text, { cause });
  }
  // node natsx-server.js …, node natsx.js server start …, nats-server …
  const program = words.findIndex((word) => /(^|[\\/])(natsx|nats)-server(\.js)?$/.test(word));
  const command = words.indexOf('start');
  const from = program >= 0 ? program : command;
  if (from < 0) {
    const text = `process ${pid} is no natsx-server: ${words[0] ?? 'it has no command line'}`;
    throw new NatsxError('ERR_PROCESS', text);
  }
  const readFile = (path: string): string => host.readFile(resolve(directory, path));
  const request = readServerCommandLine(words.slice(from + 1), { readFile, env: host.env });
  if (request.type !== 'serve')
    throw new NatsxError('ERR_PROCESS', `process ${pid} serves nothing`);
  const { configFile } = request;
  if (configFile !== undefined && resolve(directory, configFile) === resolve(config)) {
    throw new NatsxError(
      'ERR_PROCESS',
      `process ${pid} has read ${config} itself, and what stood in it then is not known; --url asks the server`,
    );
  }
  return request.options;
}

/** Fields of /varz by option; what is not listed /varz does not tell. */
const varzFields: readonly (readonly [keyof ServerOptions, string, number?])[] = [
  ['host', 'host'],
  ['maxPayload', 'max_payload'],
  ['maxControlLine', 'max_control_line'],
  ['maxPending', 'max_pending'],
  ['maxConnections', 'max_connections'],
  ['maxSubscriptions', 'max_subscriptions'],
  ['pingMax', 'ping_max'],
  // Durations there are nanoseconds.
  ['pingIntervalMs', 'ping_interval', 1e6],
  ['writeDeadlineMs', 'write_deadline', 1e6],
];

async function fromVarz(
  url: string,
  options: ServerOptions,
  host: ValidateHost,
): Promise<ServerOptions> {
  const varz = await host.fetchJson(`${url.replace(/\/+(varz)?$/, '')}/varz`);
  if (typeof varz !== 'object' || varz === null || !('server_id' in varz)) {
    throw new NatsxError('ERR_MONITOR', `${url} is no monitoring endpoint of a server`);
  }
  const fields = varz as Readonly<Record<string, unknown>>;
  const old: Record<string, unknown> = { ...options };
  for (const [option, field, unit = 1] of varzFields) {
    const value = fields[field];
    if (typeof value === 'number') old[option] = value / unit;
    else if (typeof value === 'string') old[option] = value;
  }
  const { port, server_name: name, server_id: id, http_port: httpPort, tags } = fields;
  if (options.port > 0) old['port'] = port;
  if (name !== id) old['serverName'] = name;
  if (Array.isArray(tags)) old['serverTags'] = tags;
  if (options.http !== undefined && options.http.port > 0 && typeof httpPort === 'number') {
    old['http'] = httpPort === 0 ? undefined : { ...options.http, port: httpPort };
  }
  return completeOptions(old);
}
