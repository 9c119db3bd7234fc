/** The names of what can be asked: here, and not in the tables, because nobody needs those before the first request. */
const OF_SERVER = [
  ...['STATSZ', 'IDZ', 'VARZ', 'SUBSZ', 'CONNZ', 'ROUTEZ', 'GATEWAYZ', 'LEAFZ', 'ACCOUNTZ'],
  ...['JSZ', 'HEALTHZ', 'PROFILEZ', 'EXPVARZ', 'IPQUEUESZ', 'RAFTZ'],
];
/** What is done, and not told: a server is asked for it by its id. */
const TO_SERVER = ['RELOAD', 'KICK', 'LDM'];
const OF_ACCOUNT = ['SUBSZ', 'CONNZ', 'LEAFZ', 'JSZ', 'INFO', 'STATZ', 'CONNS'];

/** The subjects on which the server with this id is asked. */
export function requestSubjects(id: string): string[] {
  return [
    '$SYS.REQ.SERVER.PING',
    ...OF_SERVER.map((name) => `$SYS.REQ.SERVER.PING.${name}`),
    ...[...OF_SERVER, ...TO_SERVER].map((name) => `$SYS.REQ.SERVER.${id}.${name}`),
    ...OF_ACCOUNT.map((name) => `$SYS.REQ.ACCOUNT.*.${name}`),
    '$SYS.REQ.ACCOUNT.PING.STATZ',
    '$SYS.REQ.ACCOUNT.NSUBS',
    '$SYS.REQ.USER.*.INFO',
    '$SYS.DEBUG.SUBSCRIBERS',
  ];
}
