import { rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { isUnspecified } from '../base/address.ts';
import { NatsxError } from '../base/errors.ts';
import { fileErrorText, hostPort } from '../base/system-error.ts';

/** Writes the process id, decimal and without a line end; the file stays when the server ends, as nats-server's does. */
export function writePidFile(path: string, pid: number): void {
  try {
    writeFileSync(path, String(pid), { mode: 0o600 }); // nats-server: 0640 up to 2.9, 0600 now.
  } catch (error) {
    const text = `Could not write pidfile: ${fileErrorText('open', path, error)}`;
    throw new NatsxError('ERR_PID_FILE', text, { cause: error });
  }
}

/** What a ports file tells: URLs by kind. The keys are nats-server's. */
export interface Ports {
  readonly nats: readonly string[];
  readonly monitoring?: readonly string[];
}

/** nats-server names it after its executable; tools look for that name. */
export function portsFile(directory: string, pid: number): string {
  return join(directory, `nats-server_${pid}.ports`);
}

/** Tells other programs where the server listens, for servers that were given a free port. */
export function writePortsFile(path: string, ports: Ports): void {
  try {
    writeFileSync(path, JSON.stringify(ports));
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

/** The URLs under which a listener can be reached: one, or one for each address of the machine. */
export function listenerUrls(
  scheme: 'nats' | 'http',
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
