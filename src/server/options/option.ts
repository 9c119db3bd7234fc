/** An entry of an option table, and the types that follow from a table. */
import type { Kind } from './kind.ts';

/** When a changed option takes effect on a reload. */
type ReloadEffect =
  /** At once, for what is connected too. */
  | 'now'
  /** For what connects from then on. */
  | 'new connections'
  /** For what connects from then on, and even if only the files that it names have changed. */
  | 'reread'
  /** Its parts say it, each for itself. */
  | 'parts'
  /** Never: a reload that changes it is refused, and nothing of it applied. */
  | 'restart'
  /** At once, if it is one of a few changes. */
  | ReloadCondition;

/** The changes that a reload may make. */
interface ReloadCondition {
  /** In the reference. */
  readonly only: string;
  /** `options` are those of the server that the change would make. */
  allows(old: unknown, next: unknown, options: object): boolean;
}

/** What is known about an option beside its kind and its default. */
export interface OptionFacts<Given = unknown> {
  /** Its key in a configuration file, where the property's name in snake case without its unit is not it. */
  readonly key?: string;
  /** Other keys of the same meaning. */
  readonly aliases?: readonly string[];
  /** Default: 'restart'. */
  readonly reload?: ReloadEffect;
  /** nats-server's name of the field in a refused reload, where it is not the property's. */
  readonly field?: string;
  /** What the log calls it when it was reloaded, where that is not its key. */
  readonly reported?: string;
  /** The first nats-server that knows it, if that is younger than 2.9. */
  readonly since?: string;
  /** The flags that set it, by their long names. */
  readonly flags?: Readonly<Record<string, OptionFlag<Given>>>;
  readonly unserved?: Unserved<Given>;
  /** Whether its value never appears in a text. */
  readonly secret?: true;
  /** Whether it is natsx's own: nats-server does not know it. */
  readonly natsx?: true;
  /** Whether 0 or an empty text in a file is as good as nothing, as in nats-server. */
  readonly zeroIsDefault?: true;
}

/** That natsx does not do what an option says. */
interface Unserved<Given = unknown> {
  /** Why the server does not start then: it would be open, or lose something. */
  readonly refuses?: string;
  /** What it starts without. */
  readonly warns?: string;
  /** Which values ask for it. Default all but false and empty ones. */
  when?(given: Given): boolean;
}

/** The usage text's headings, in its order. */
export const flagGroups = [
  'Server',
  'Logging',
  'JetStream',
  'Authorization',
  'TLS',
  'Cluster',
  'Profiling',
  'natsx',
  'Common',
] as const;

/** A flag as the command line shows it. */
export interface ServerFlag {
  readonly group: (typeof flagGroups)[number];
  readonly type: 'boolean' | 'string' | 'integer';
  readonly description: string;
  /** What the usage text shows for the value, for example `file`. */
  readonly value?: string;
  /** Other names of the same flag. */
  readonly aliases?: readonly string[];
  readonly default?: boolean;
}

/** A flag of the command line that sets an option. */
export interface OptionFlag<Given = unknown> extends ServerFlag {
  /** What the flag's value says as the option's; as it is when left out. */
  readonly as?: (value: never) => Given;
  /** Whether an empty text takes back what a file says, instead of being as good as nothing. */
  readonly takesEmpty?: true;
}

/** One option: `Complete` is what a server sees, `Given` what a program may say. */
export interface Option<Complete = unknown, Given = unknown> extends OptionFacts {
  readonly kind: Kind<Complete, Given>;
  readonly default: Complete;
}

/** A key of the configuration that is another way to say other options of its block. */
export interface Shorthand {
  readonly kind: Kind;
  readonly key?: string;
  readonly aliases?: readonly string[];
  /** The properties it sets. */
  readonly sets: (value: never) => Readonly<Record<string, unknown>>;
}

/** The options of a server or of a block, by property. */
export type OptionTable = Readonly<Record<string, Option | Shorthand>>;

/** Everything a server or a block was told, defaults filled in. */
export type OptionsOf<Table> = {
  readonly [
    Name in keyof Table as Table[Name] extends Shorthand ? never : Name
  ]: Table[Name] extends Option<infer Complete> ? Complete : never;
};

/** What a program may say: anything may be left out. */
export type GivenOf<Table> = {
  readonly [Name in keyof Table as Table[Name] extends Shorthand ? never : Name]?:
    (Table[Name] extends Option<unknown, infer Given> ? Given : never) | undefined;
};

/** An option with a default; without one, it is undefined when nobody says it. */
export function option<Value, Given>(
  kind: Kind<Value, Given>,
  facts: OptionFacts<NoInfer<Given>> & { readonly default: NoInfer<Value> },
): Option<Value, Given>;
export function option<Value, Given>(
  kind: Kind<Value, Given>,
  facts?: OptionFacts<NoInfer<Given>>,
): Option<Value | undefined, Given>;
export function option(kind: Kind, facts: OptionFacts & { default?: unknown } = {}): Option {
  return { default: undefined, ...facts, kind };
}

/** Another way to say options of the same block: `listen` for host and port. */
export function shorthand<Given>(
  kind: Kind<unknown, Given>,
  sets: (value: Given) => Readonly<Record<string, unknown>>,
  facts: Pick<Shorthand, 'key' | 'aliases'> = {},
): Shorthand {
  return { ...facts, kind, sets };
}

export function isShorthand(entry: Option | Shorthand): entry is Shorthand {
  return 'sets' in entry;
}

/** The keys of an entry in a configuration file, its own first. */
export function keysOf(property: string, entry: Option | Shorthand): readonly string[] {
  return [entry.key ?? snakeCase(property), ...(entry.aliases ?? [])];
}

/** `pingIntervalMs` is `ping_interval` in a file. */
function snakeCase(property: string): string {
  return property.replace(/Ms$/, '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
