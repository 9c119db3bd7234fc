import { ciphers } from '../server/options/ciphers.ts';
import { flagGroups, serverFlags, type ServerFlag } from '../server/options/flags.ts';
import { curves } from '../server/options/tls.ts';

/** What `natsx-server -h` prints: nats-server's layout, made from the flag table. */
export function serverUsage(): string {
  const groups = flagGroups.map((group) => {
    const flags = Object.entries<ServerFlag>(serverFlags).filter(
      ([, flag]) => flag.group === group,
    );
    return `${group} Options:\n${flags.map(([name, flag]) => usageLine(name, flag)).join('')}`;
  });
  return `\nUsage: natsx-server [options]\n\n${groups.join('\n')}\n`;
}

/** The column in which descriptions begin. */
const DESCRIPTION_COLUMN = 37;

function usageLine(name: string, flag: ServerFlag): string {
  const names = [name, ...(flag.aliases ?? [])];
  const short = names.filter(isShort);
  const shown = [...short, ...names.filter((each) => !isShort(each))].map(dashed).join(', ');
  const value = flag.value === undefined ? '' : ` <${flag.value}>`;
  const left = `${short.length > 0 ? '    ' : '        '}${shown}${value}`;
  const gap =
    left.length < DESCRIPTION_COLUMN
      ? ' '.repeat(DESCRIPTION_COLUMN - left.length)
      : `\n${' '.repeat(DESCRIPTION_COLUMN)}`;
  return `${left}${gap}${flag.description}\n`;
}

/** A flag's name as it is usually typed; both accept one dash and two. */
export function dashed(name: string): string {
  return isShort(name) ? `-${name}` : `--${name}`;
}

/** `p`, `ms`, `DVV` */
function isShort(name: string): boolean {
  return name.length <= 2 || name === name.toUpperCase();
}

/** What `natsx-server --help_tls` prints: the names that `cipher_suites` and `curve_preferences` take. */
export function tlsHelp(): string {
  const lines = (names: readonly string[]): string => names.map((name) => `    ${name}\n`).join('');
  return `
TLS Configuration:

    tls {
      cert_file: "server-cert.pem"
      key_file: "server-key.pem"
      # To verify clients:
      ca_file: "ca.pem"
      verify: true
      # What is offered; without these lists, what is safe:
      cipher_suites: ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]
      curve_preferences: ["X25519"]
    }

Available cipher suites:
${lines(ciphers)}
Available curve preferences:
${lines(curves)}`;
}
