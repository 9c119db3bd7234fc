/** Flags that many commands share; help shows them last, so that what a command itself can do stands together. */
import type { CatalogFlag } from '../catalog/catalog.ts';

/** Of commands that connect: a test holds this together with their table, which help must not load. */
export const CONNECTION_FLAGS: readonly string[] = [
  ...['server', 'creds', 'nkey', 'user', 'password', 'token', 'tlscert', 'tlskey', 'tlscacert'],
  ...['connection-name', 'timeout', 'jwt', 'seed', 'tlsfirst', 'inbox-prefix', 'context'],
  'no-context',
];

/** Of all commands of nsc. */
export const STORE_FLAGS: readonly string[] = [
  ...['private-key', 'interactive', 'all-dirs', 'config-dir', 'data-dir', 'keystore-dir', 'json'],
];

export interface FlagGroup {
  readonly title: string;
  readonly flags: readonly CatalogFlag[];
}

/** The flags that are shown, a command's own first. */
export function flagGroups(name: string, flags: readonly CatalogFlag[]): FlagGroup[] {
  const shown = flags.filter(({ isHidden }) => isHidden !== true);
  const has = (names: readonly string[]) =>
    names.every((each) => shown.some((flag) => flag.name === each));
  const isStore = name.startsWith('nsc ') && has(STORE_FLAGS);
  const shared = isStore ? STORE_FLAGS : has(CONNECTION_FLAGS) ? CONNECTION_FLAGS : [];
  const isShared = ({ name: each }: CatalogFlag) => shared.includes(each);
  return [
    { title: 'FLAGS', flags: sorted(shown.filter((flag) => !isShared(flag))) },
    {
      title: isStore ? 'FLAGS OF ALL nsc COMMANDS' : 'CONNECTION FLAGS',
      flags: shown.filter(isShared),
    },
  ].filter((group) => group.flags.length > 0);
}

function sorted(flags: readonly CatalogFlag[]): CatalogFlag[] {
  return flags.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** `-s, --server <url>` */
export function flagNames({ name, char, value, isNegatable }: CatalogFlag): string {
  const short = char === undefined ? '    ' : `-${char}, `;
  // A table of Go flags may have a flag whose only name is a letter.
  if (char === name) return `-${char}${value === undefined ? '' : ` ${value}`}`;
  const gap = value === undefined || value.startsWith('[') ? '' : ' ';
  return `${short}--${isNegatable === true ? '[no-]' : ''}${name}${gap}${value ?? ''}`;
}

/** Nothing, none and no are what one expects. */
function isTold(value: CatalogFlag['default']): boolean {
  return value !== undefined && value !== '' && value !== 0 && value !== '0' && value !== false;
}

/** What a flag does, with its default and the values that it takes. */
export function flagText(flag: CatalogFlag): string {
  const { description, options, isRequired, isMultiple } = flag;
  const notes = [
    ...(options === undefined ? [] : [`one of ${options.join(', ')}`]),
    ...(isMultiple === true ? ['may be repeated'] : []),
    ...(isRequired === true ? ['required'] : []),
    ...(isTold(flag.default) ? [`default ${String(flag.default)}`] : []),
  ];
  return notes.length === 0 ? description : `${description} (${notes.join('; ')})`;
}
