import { networkInterfaces } from 'node:os';
import { hostPort } from '../../base/system-error.ts';

/**
 * `address:port` for each address of the machine: who looks up the name of a whole cluster finds this server, too, and is
 * not to dial it (nats-server route.go, routesToSelf).
 */
export function ownAddresses(
  port: number,
  addresses: () => readonly { readonly address: string }[] = addressesOfMachine,
): Set<string> {
  return new Set(addresses().map(({ address }) => hostPort(address, port)));
}

function addressesOfMachine(): readonly { readonly address: string }[] {
  return Object.values(networkInterfaces()).flatMap((each = []) => each);
}
