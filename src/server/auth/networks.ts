/** Whether an address is in one of the networks that a user is bound to. */
import { BlockList, isIP } from 'node:net';

type Family = 'ipv4' | 'ipv6';

export class Networks {
  /** Apart: Node finds addresses of version 4 in networks of version 6, too. */
  readonly #lists = { ipv4: new BlockList(), ipv6: new BlockList() };

  /** `cidrs` as `192.0.2.0/24`, found right before. */
  constructor(cidrs: readonly string[]) {
    for (const cidr of cidrs) {
      const [address = '', bits] = cidr.split('/');
      const family = familyOf(address);
      this.#lists[family].addSubnet(address, Number(bits), family);
    }
  }

  /** A name is in none. */
  includes(host: string): boolean {
    const family = familyOf(host);
    return isIP(host) !== 0 && this.#lists[family].check(host, family);
  }
}

function familyOf(address: string): Family {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
