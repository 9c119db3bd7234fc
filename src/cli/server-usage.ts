import { flagGroups, serverFlags, type ServerFlag } from '../server/options/flags.ts';

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
  return `${left}${gap}${describeFlag(flag)}\n`;
}

/** A flag's name as it is usually typed; both accept one dash and two. */
export function dashed(name: string): string {
  return isShort(name) ? `-${name}` : `--${name}`;
}

/** `p`, `ms`, `DVV` */
function isShort(name: string): boolean {
  return name.length <= 2 || name === name.toUpperCase();
}

/** A flag's description, with a note while it is not served. */
export function describeFlag({ description, effect }: ServerFlag): string {
  const isServed = 'sets' in effect || 'program' in effect;
  return isServed ? description : `${description} (not served yet)`;
}
