/** The lines by which servers tell each other what they are interested in (nats-server route.go, addRouteSubOrUnsubProtoToBuf). */

/** What the other side understands. */
export interface InterestDialect {
  /** Whether it is told which leafnodes interest stems from, and whether so when it ends. */
  readonly knowsOrigins: boolean;
  readonly knowsEndedOrigins: boolean;
}

/**
 * `account` is empty on a connection that is for one account; `key` as `InterestCounts` has it; `count` is 0 for what has
 * ended.
 */
export function interestLine(
  account: string,
  key: string,
  count: number,
  isLeafnodes: boolean,
  { knowsOrigins, knowsEndedOrigins }: InterestDialect,
): string {
  const name = isLeafnodes ? key.slice(key.indexOf(' ') + 1) : key;
  const origin = isLeafnodes && knowsOrigins ? `${key.slice(0, key.indexOf(' '))} ` : '';
  const letter = origin === '' ? 'R' : 'L';
  const space = account === '' ? '' : `${account} `;
  if (count === 0) {
    return `${letter}S- ${knowsEndedOrigins ? origin : ''}${space}${name}\r\n`;
  }
  const weight = name.includes(' ') ? ` ${count}` : '';
  return `${letter}S+ ${origin}${space}${name}${weight}\r\n`;
}
