/** The files by which a program tells others that it runs: its process id, and its ports. */
import { randomBytes } from 'node:crypto';
import { lstatSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isUnspecified } from '../base/address.ts';
import { NatsxError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { fileErrorText, hostPort } from '../base/system-error.ts';
import type { ServerOptions } from '../server/options/options.ts';

/** The ports that a running server has. */
export interface PortsView {
  readonly port: number;
  readonly monitorPort?: number | undefined;
  readonly websocketPort?: number | undefined;
  readonly clusterPort?: number | undefined;
  readonly leafnodePort?: number | undefined;
}

type FileOptions = Pick<
  ServerOptions,
  | 'host'
  | 'http'
  | 'https'
  | 'pidFile'
  | 'portsFileDir'
  | 'tls'
  | 'websocket'
  | 'cluster'
  | 'leafnodes'
>;

/** The files of one program. */
export class ServerFiles {
  readonly #pid: number;
  readonly #server: PortsView;
  readonly #log: Logger;
  #options: FileOptions;

  constructor(pid: number, options: FileOptions, server: PortsView, log: Logger) {
    this.#pid = pid;
    this.#options = options;
    this.#server = server;
    this.#log = log;
  }

  /**
   * nats-server writes its pid before it listens; here a second server that finds its port taken leaves the pid file of
   * the first one alone. Who asks for one of these files waits for it, so failing to write it ends the program.
   */
  write(): void {
    this.#writePid();
    this.#writePorts();
  }

  /** Writes them where new options say. The old pid file stays, as nats-server leaves it. */
  change(options: FileOptions): void {
    const { pidFile, portsFileDir } = this.#options;
    if (options.portsFileDir !== portsFileDir) this.remove();
    this.#options = options;
    if (options.pidFile !== pidFile) this.#orLog(() => this.#writePid());
    // Their schemes may be others, too: `tls` can come and go.
    this.#orLog(() => this.#writePorts());
  }

  /** The pid file stays when the server ends, as nats-server's does. */
  remove(): void {
    const path = this.#portsFile;
    if (path !== undefined) this.#orLog(() => removePortsFile(path));
  }

  get #portsFile(): string | undefined {
    const { portsFileDir } = this.#options;
    return portsFileDir === undefined ? undefined : portsFile(portsFileDir, this.#pid);
  }

  #writePid(): void {
    if (this.#options.pidFile !== undefined) writePidFile(this.#options.pidFile, this.#pid);
  }

  #writePorts(): void {
    const path = this.#portsFile;
    if (path !== undefined) writePortsFile(path, portsOf(this.#options, this.#server));
  }

  /** A server that runs, or has done its work: no reason to fail. */
  #orLog(step: () => void): void {
    try {
      step();
    } catch (error) {
      if (!(error instanceof NatsxError)) throw error;
      this.#log.error(error.message);
    }
  }
}

/** Writes the process id, decimal and without a line end. */
export function writePidFile(path: string, pid: number): void {
  try {
    replaceFile(path, String(pid), 0o600); // nats-server: 0640 up to 2.9, 0600 now.
  } catch (error) {
    const text = `Could not write pidfile: ${fileErrorText('open', path, error)}`;
    throw new NatsxError('ERR_PID_FILE', text, { cause: error });
  }
}

/** What a ports file tells: URLs by kind. The keys are nats-server's. */
export interface Ports {
  readonly nats: readonly string[];
  readonly monitoring?: readonly string[];
  readonly cluster?: readonly string[];
  readonly leafnodes?: readonly string[];
  readonly websocket?: readonly string[];
}

/** nats-server names it after its executable; tools look for that name. */
export function portsFile(directory: string, pid: number): string {
  return join(directory, `nats-server_${pid}.ports`);
}

/** Tells other programs where the server listens, for servers that were given a free port. */
export function writePortsFile(path: string, ports: Ports): void {
  try {
    replaceFile(path, JSON.stringify(ports), 0o666);
  } catch (error) {
    const text = `Error writing ports file (${path}): ${fileErrorText('open', path, error)}`;
    throw new NatsxError('ERR_PORTS_FILE', text, { cause: error });
  }
}

export function removePortsFile(path: string): void {
  try {
    rmSync(path);
  } catch (error) {
    const text = `Error cleaning up ports file ${path}: ${fileErrorText('remove', path, error)}`;
    throw new NatsxError('ERR_PORTS_FILE', text, { cause: error });
  }
}

/** Whoever waits for the file finds it whole or not at all. */
function replaceFile(path: string, contents: string, mode: number): void {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status !== undefined && !status.isFile() && !status.isSymbolicLink()) {
    writeFileSync(path, contents); // A pipe, or /dev/null: they must stay what they are.
    return;
  }
  const target = status?.isSymbolicLink() === true ? realpathSync(path) : path;
  const draft = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}`);
  try {
    writeFileSync(draft, contents, { mode, flag: 'wx' });
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function portsOf(
  options: FileOptions,
  { port, monitorPort, websocketPort, clusterPort, leafnodePort }: PortsView,
): Ports {
  const { host, http, https, tls, websocket, cluster, leafnodes } = options;
  const monitor = https ?? http;
  return {
    nats: listenerUrls(tls === undefined ? 'nats' : 'tls', host, port),
    ...(monitor !== undefined && monitorPort !== undefined
      ? {
          monitoring: listenerUrls(
            https === undefined ? 'http' : 'https',
            monitor.host === '' ? host : monitor.host,
            monitorPort,
          ),
        }
      : {}),
    ...(cluster === undefined || clusterPort === undefined
      ? {}
      : { cluster: listenerUrls('nats', cluster.host, clusterPort) }),
    ...(leafnodes === undefined || leafnodePort === undefined
      ? {}
      : { leafnodes: listenerUrls('nats', leafnodes.host, leafnodePort) }),
    ...(websocketPort === undefined
      ? {}
      : {
          websocket: listenerUrls(
            websocket?.tls === undefined ? 'ws' : 'wss',
            websocket?.host ?? host,
            websocketPort,
          ),
        }),
  };
}

/** The URLs under which a listener can be reached: one, or one for each address of the machine. */
export function listenerUrls(
  scheme: 'nats' | 'tls' | 'http' | 'https' | 'ws' | 'wss',
  host: string,
  port: number,
  addresses: () => readonly string[] = machineAddresses,
): string[] {
  const hosts = isUnspecified(host) ? addresses() : [host];
  return hosts.map((each) => `${scheme}://${hostPort(each, port)}`);
}

function machineAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).map((each) => each.address),
  );
}
