/** What is told of clients: that they came, went, or were turned away. */
import { byteString } from '../../base/byte-string.ts';
import type { Account } from '../account/account.ts';
import { fullInfo, type ClientView } from '../account/client-info.ts';
import type { Traffic } from '../connection/connection.ts';
import { goTime } from '../monitor/go-text.ts';
import type { ClosedState } from '../../protocol/closed-state.ts';
import { typedEvent } from './event.ts';
import type { System } from './system.ts';

/** A client, as far as events tell of it. */
export interface EventClient extends ClientView {
  readonly account: Account;
  readonly traffic: Readonly<Traffic>;
}

export class ClientEvents {
  readonly #system: System;
  readonly #serverId: string;

  constructor(system: System, serverId: string) {
    this.#system = system;
    this.#serverId = serverId;
  }

  /** It is who it says. */
  connected(client: EventClient): void {
    this.#system.publish(subjectOf(client.account, 'CONNECT'), () => ({
      ...typedEvent('client_connect', this.#system.eventId(), Date.now()),
      server: this.#system.serverInfo(),
      client: infoOf(client, client.account),
    }));
  }

  /** It is gone. One that was never let in was in $G. */
  disconnected(client: EventClient, reason: ClosedState): void {
    const { account } = client;
    this.#system.publish(subjectOf(account, 'DISCONNECT'), () =>
      this.#ending(client, account, reason),
    );
  }

  /**
   * It is not who it says. The owner of the servers is told, and the account that is to hear of it: the client's, unless
   * somebody else decided who it is.
   */
  refused(client: EventClient, reason: string, account: Account = client.account): void {
    this.#system.publish(
      '$SYS.ACCOUNT.CLIENT.AUTH.ERR',
      () => this.#ending(client, account, reason),
      { in: account },
    );
    this.#system.publish(`$SYS.SERVER.${this.#serverId}.CLIENT.AUTH.ERR`, () =>
      this.#ending(client, client.account, reason),
    );
  }

  #ending(client: EventClient, account: Account, reason: string): object {
    const nowMs = Date.now();
    const { traffic } = client;
    return {
      ...typedEvent('client_disconnect', this.#system.eventId(), nowMs),
      server: this.#system.serverInfo(),
      client: infoOf(client, account, nowMs),
      // As the client sees it: what it sent came in.
      sent: { msgs: traffic.inMessages, bytes: traffic.inBytes },
      received: { msgs: traffic.outMessages, bytes: traffic.outBytes },
      reason,
    };
  }
}

/** Names are text, subjects byte strings. */
function subjectOf({ name }: Account, what: 'CONNECT' | 'DISCONNECT'): string {
  return `$SYS.ACCOUNT.${byteString(name)}.${what}`;
}

/** nats-server's ClientInfo, as it stands in events: they tell of the server themselves. */
function infoOf(client: EventClient, account: Account, stoppedAtMs?: number): object {
  const info = fullInfo(client, { name: '', cluster: '' });
  return {
    start: info.start,
    host: info.host,
    id: info.id,
    acc: account.name,
    user: info.user,
    name: info.name,
    lang: info.lang,
    ver: info.ver,
    // Of one who has just come, it is what CONNECT took.
    rtt: stoppedAtMs === undefined ? undefined : info.rtt,
    stop: stoppedAtMs === undefined ? undefined : goTime(stoppedAtMs),
    jwt: info.jwt,
    issuer_key: info.issuer_key,
    // The account's: the user's own stands in his JWT.
    name_tag: client.account.nameTag,
    tags: info.tags,
    kind: info.kind,
    client_type: info.client_type,
  };
}
