/** Where nsc keeps what; the places are those of Go's nsc, so that both work on the same files. */
import { join } from 'node:path';

export interface Directories {
  /** Holds nsc.json. */
  readonly config: string;
  /** Where stores are if nsc.json names no other place. */
  readonly stores: string;
  /** Whether `stores` was asked for, which then goes before nsc.json. */
  readonly storesAreGiven: boolean;
  readonly keystore: string;
  /** The history of changes, which only natsx keeps. */
  readonly state: string;
  /** Contexts of the nats command line. */
  readonly contexts: string;
  readonly home: string;
  readonly current: string;
}

/** What the environment and the command line say about directories. */
export interface DirectorySettings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly current: string;
  readonly exists: (path: string) => boolean;
  /** `--config-dir`, `--data-dir`, `--keystore-dir` and `--all-dirs`. */
  readonly configDir?: string | undefined;
  readonly dataDir?: string | undefined;
  readonly keystoreDir?: string | undefined;
  readonly allDirs?: string | undefined;
}

export function chooseDirectories(settings: DirectorySettings): Directories {
  const { env, home, current, exists, allDirs } = settings;
  const expand = (path: string) => expandPath(path, home, current);
  const xdg = (name: string, ...fallback: string[]) => {
    const value = env[name] ?? '';
    return value === '' ? join(home, ...fallback) : value;
  };
  const configHome = xdg('XDG_CONFIG_HOME', '.config');
  const dataHome = join(xdg('XDG_DATA_HOME', '.local', 'share'), 'nats', 'nsc');
  // Before there were XDG places nsc had others, and they count as long as only they are there.
  const unlessOld = (place: string, old: string) => (!exists(place) && exists(old) ? old : place);
  const given = (...candidates: (string | undefined)[]) =>
    candidates.filter((path) => path !== undefined && path !== '').map((path) => expand(path!))[0];
  const stores = given(allDirs, settings.dataDir);
  return {
    config:
      given(allDirs, settings.configDir, env['NSC_HOME']) ??
      unlessOld(join(configHome, 'nats', 'nsc'), join(home, '.nsc')),
    stores: stores ?? unlessOld(join(dataHome, 'stores'), join(home, '.nsc', 'nats')),
    storesAreGiven: stores !== undefined,
    keystore:
      given(allDirs, settings.keystoreDir, env['NKEYS_PATH']) ??
      unlessOld(join(dataHome, 'keys'), join(home, '.nkeys')),
    state: join(xdg('XDG_STATE_HOME', '.local', 'state'), 'natsx', 'nsc'),
    contexts: join(configHome, 'nats', 'context'),
    home,
    current,
  };
}

/** `path` from the current directory on; `~` stands for the home. */
export function expandPath(path: string, home: string, current: string): string {
  if (path === '~') return home;
  if (/^~[/\\]/.test(path)) return join(home, path.slice(2));
  return isAbsolute(path) ? join(path) : join(current, path);
}

/** A path as it is shown: the home is `~`. */
export function abbreviateHome(path: string, home: string): string {
  if (path === home) return '~';
  const behind = path.slice(home.length);
  return home !== '' && path.startsWith(home) && /^[/\\]/.test(behind) ? `~${behind}` : path;
}

function isAbsolute(path: string): boolean {
  return /^([/\\]|[A-Za-z]:[/\\])/.test(path);
}
