/** INFO as clients get it; wire spelling, in the order in which nats-server writes the fields. */
export interface Info {
  readonly server_id: string;
  readonly server_name: string;
  /** The level of nats-server that we are compatible with: client libraries switch features by it. */
  readonly version: string;
  readonly proto: 1;
  readonly go: string;
  readonly host: string;
  readonly port: number;
  readonly headers: boolean;
  readonly max_payload: number;
  readonly client_id?: number;
  readonly client_ip?: string;
  /** Set in the INFO that follows the first PING of a client with protocol 1 (nats-server 2.12). */
  readonly connect_info?: true;
  readonly remote_account?: string;
  readonly xkey: string;
}

const ORDER: readonly (keyof Info)[] = [
  'server_id',
  'server_name',
  'version',
  'proto',
  'go',
  'host',
  'port',
  'headers',
  'max_payload',
  'client_id',
  'client_ip',
  'connect_info',
  'remote_account',
  'xkey',
];

/** The line of an INFO, a byte string; there is a blank before its CR LF, as nats-server writes it to clients. */
export function encodeInfo(info: Info): string {
  const json = Buffer.from(JSON.stringify(info, ORDER as string[])).toString('latin1');
  return `INFO ${json} \r\n`;
}
