/** The catalog from oclif's manifest, which knows all commands and flags, and the topics in package.json. */
import type { CatalogArgument, CatalogCommand, CatalogData, CatalogFlag } from './catalog.ts';

/** Of oclif.manifest.json, what is of use here. */
export interface Manifest {
  readonly commands: Readonly<Record<string, ManifestCommand>>;
}

interface ManifestCommand {
  readonly summary?: string;
  readonly description?: string;
  readonly examples?: readonly (string | { readonly description?: string; command: string })[];
  readonly flags?: Readonly<Record<string, ManifestFlag>>;
  readonly args?: Readonly<Record<string, ManifestArgument>>;
  readonly aliases?: readonly string[];
  readonly hidden?: boolean;
  readonly strict?: boolean;
}

interface ManifestFlag {
  readonly name: string;
  readonly char?: string;
  readonly aliases?: readonly string[];
  readonly description?: string;
  readonly hidden?: boolean;
  readonly required?: boolean;
  readonly type: 'boolean' | 'option';
  readonly multiple?: boolean;
  readonly allowNo?: boolean;
  readonly helpValue?: string;
  readonly options?: readonly string[];
  readonly default?: string | number | boolean;
}

interface ManifestArgument {
  readonly name: string;
  readonly description?: string;
  readonly required?: boolean;
}

/** Of package.json. */
export interface Topic {
  readonly description?: string;
  readonly subtopics?: Readonly<Record<string, Topic>>;
}

export function catalogFromManifest(
  { commands }: Manifest,
  topics: Readonly<Record<string, Topic>>,
): CatalogData {
  const flags = new Places<CatalogFlag>();
  return {
    commands: Object.entries(commands).map(([id, command]) => {
      const name = id.replaceAll(':', ' ');
      return {
        ...commandFrom(name, command),
        flags: Object.values(command.flags ?? {}).map((flag) => flags.placeOf(flagFrom(flag))),
      };
    }),
    flags: flags.values,
    topics: Object.fromEntries(topicsIn(topics)),
  };
}

function commandFrom(name: string, command: ManifestCommand): Omit<CatalogCommand, 'flags'> {
  const { summary = '', description, examples = [], args = {}, aliases = [] } = command;
  return {
    name,
    summary,
    ...(description === undefined ? {} : { description }),
    examples: examples.map((example) => {
      const shown = typeof example === 'string' ? { command: example } : example;
      return { ...shown, command: filled(shown.command, name) };
    }),
    args: Object.values(args).map(argumentFrom),
    takesMore: command.strict === false,
    aliases: aliases.map((alias) => alias.replaceAll(':', ' ')),
    isHidden: command.hidden ?? false,
  };
}

/** oclif's examples are templates. */
function filled(example: string, name: string): string {
  return example
    .replaceAll('<%= config.bin %>', 'natsx')
    .replaceAll('<%= command.id %>', name)
    .trim();
}

function argumentFrom({ name, description = '', required = false }: ManifestArgument) {
  return { name, description, isRequired: required } satisfies CatalogArgument;
}

function flagFrom(flag: ManifestFlag): CatalogFlag {
  const { name, char, aliases = [], description = '', options, default: value } = flag;
  return {
    name,
    ...(char === undefined ? {} : { char }),
    ...(aliases.length === 0 ? {} : { aliases }),
    description: lowered(description),
    ...(flag.type === 'boolean' ? {} : { value: flag.helpValue ?? '<value>' }),
    ...(value === undefined || flag.type === 'boolean' ? {} : { default: value }),
    ...(flag.multiple === true ? { isMultiple: true } : {}),
    ...(options === undefined ? {} : { options }),
    ...(flag.required === true ? { isRequired: true } : {}),
    ...(flag.allowNo === true ? { isNegatable: true } : {}),
    ...(flag.hidden === true ? { isHidden: true } : {}),
  };
}

/** oclif's own flag is described in its words. */
function lowered(description: string): string {
  return description === 'Format output as json.' ? 'Print JSON' : description;
}

function topicsIn(
  topics: Readonly<Record<string, Topic>>,
  before: readonly string[] = [],
): [string, string][] {
  return Object.entries(topics).flatMap(([word, { description = '', subtopics = {} }]) => {
    const words = [...before, word];
    return [[words.join(' '), description] as [string, string], ...topicsIn(subtopics, words)];
  });
}

/** Equal values have the same place. */
class Places<T> {
  readonly values: T[] = [];
  readonly #places = new Map<string, number>();

  placeOf(value: T): number {
    const key = JSON.stringify(value);
    const place = this.#places.get(key) ?? this.values.push(value) - 1;
    this.#places.set(key, place);
    return place;
  }
}
