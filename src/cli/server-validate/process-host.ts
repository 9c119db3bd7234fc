import { accessSync, constants, readFileSync, readlinkSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { listenAddress } from '../../base/address.ts';
import { NatsxError } from '../../base/errors.ts';
import { listenErrorText, systemErrorText } from '../../base/system-error.ts';
import type { ValidateHost } from './findings.ts';

/** A server that does not answer is one that can't be asked. */
const FETCH_TIMEOUT_MS = 5_000;

/** This machine, as the checks see it. */
export function processHost(): ValidateHost {
  return {
    env: process.env,
    readFile: (path) => readFileSync(path, 'utf8'),
    nowMs: () => Date.now(),
    pathKind,
    access,
    listen,
    commandLine: (pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1),
    directory: (pid) => readlinkSync(`/proc/${pid}/cwd`),
    fetchJson,
  };
}

function pathKind(path: string): 'file' | 'directory' | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isDirectory() === true ? 'directory' : stats && 'file';
}

function access(path: string, use: 'read' | 'write'): string | undefined {
  try {
    accessSync(path, use === 'read' ? constants.R_OK : constants.W_OK);
    return undefined;
  } catch (error) {
    return systemErrorText(error);
  }
}

/** Listens for a moment. */
function listen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(listenErrorText(host, port, error)));
    server.listen(listenAddress(host, port), () => server.close(() => resolve(undefined)));
  });
}

async function fetchJson(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
    if (!response.ok) throw new NatsxError('ERR_MONITOR', `${url} answers ${response.status}`);
    return await response.json();
  } catch (cause) {
    if (cause instanceof NatsxError) throw cause;
    const { cause: reason = cause } = cause as Error;
    throw new NatsxError('ERR_MONITOR', `${url}: ${systemErrorText(reason)}`, { cause });
  }
}
