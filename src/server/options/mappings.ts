/** The `mappings` blocks: messages to one subject go to others, by weight. */
import { byteString } from '../../base/byte-string.ts';
import { NatsxError } from '../../base/errors.ts';
import { quote } from '../../base/quote.ts';
import { SubjectMapping } from '../../subject/mapping.ts';
import { block } from './block.ts';
import type { Kind, Source } from './kind.ts';
import { text } from './kinds.ts';
import { option, type OptionsOf } from './option.ts';
import { isSubject } from './permissions.ts';

/** `30` or `"30%"`, of 100. */
const weight: Kind<number> = {
  name: 'percentage',
  read(source) {
    if (source.is('integer')) return checkWeight(source, Number(source.value.value));
    if (!source.is('string')) return source.expected('a percentage');
    const digits = source.value.value.replace(/%$/, '');
    return /^[+-]?\d+$/.test(digits)
      ? checkWeight(source, Number(digits))
      : source.error(`Invalid weight ${JSON.stringify(digits)} for mapping destination`);
  },
  complete(given, place) {
    if (!isWeight(given)) place.error('must be a whole number from 0 to 100');
    return given;
  },
};

function checkWeight(source: Source, number: number): number | undefined {
  return isWeight(number)
    ? number
    : source.error(`Invalid weight ${number} for mapping destination`);
}

function isWeight(number: number): boolean {
  return Number.isInteger(number) && number >= 0 && number <= 100;
}

const destinationTable = {
  /** Subject, perhaps with `$1` or `{{wildcard(1)}}` for the tokens of the source's wildcards. */
  destination: option(text(), { aliases: ['dest'], default: '' }),
  /** Percentage of the messages that go there. */
  weight: option(weight, { default: 100 }),
  /** Cluster on whose servers this destination counts, in place of those without a cluster. */
  cluster: option(text(), { default: '' }),
};

/** Where some of the messages go. */
export type MappingDestination = OptionsOf<typeof destinationTable>;

const destination = block(destinationTable, {
  name: 'destination',
  noMap: () => 'Expected an entry for the mapping destination',
  unknown: (key) => `Unknown field ${JSON.stringify(key)} for mapping destination`,
});

type GivenDestination = Partial<MappingDestination>;

/** One destination for all messages, or several with weights. */
const destinations: Kind<
  readonly MappingDestination[],
  string | GivenDestination | readonly GivenDestination[]
> = {
  name: 'subject, destination or list of destinations',
  read(source) {
    if (source.is('string')) return source.value.value;
    const items = source.is('array') ? source.items() : [source];
    return items.flatMap((item) => readDestination(item) ?? []);
  },
  complete(given, place) {
    const list = typeof given === 'string' ? [{ destination: given }] : [given].flat();
    return list.map((each, at) => destination.complete(each as GivenDestination, place.in(at)));
  },
};

function readDestination(source: Source): GivenDestination | undefined {
  const before = source.errorCount;
  const given = destination.read(source) as GivenDestination | undefined;
  if (source.errorCount > before || given?.weight !== undefined) return given;
  return source.error(
    `Missing weight for mapping destination ${JSON.stringify(given?.destination ?? '')}`,
  );
}

/** By source subject. */
export type MappingsOptions = Readonly<Record<string, readonly MappingDestination[]>>;

type GivenMappings = Readonly<
  Record<string, string | GivenDestination | readonly GivenDestination[]>
>;

/** A map from subjects to where their messages go. */
export const mappings: Kind<MappingsOptions, GivenMappings> = {
  name: 'map of destinations by subject',
  read(source) {
    if (!source.is('map')) return source.expected('a map');
    const read = source.entries().flatMap((entry): [string, GivenMappings[string]][] => {
      // nats-server reports the place of the map here.
      const problem = sourceProblem(entry.key);
      if (problem !== undefined) return source.error(problem) ?? [];
      const given = destinations.read(entry);
      if (given === undefined) return [];
      const wrong = mappingProblem(entry.key, given);
      return wrong === undefined ? [[entry.key, given]] : (entry.error(wrong) ?? []);
    });
    return Object.fromEntries(read);
  },
  complete(given, place) {
    const complete = Object.entries(given).map(
      ([subject, each]): [string, readonly MappingDestination[]] => {
        const complete = destinations.complete(each, place.in(subject));
        const problem = sourceProblem(subject) ?? mappingProblem(subject, complete);
        if (problem !== undefined) place.sentence(problem);
        return [subject, complete];
      },
    );
    return Object.fromEntries(complete);
  },
};

function sourceProblem(subject: string): string | undefined {
  return isSubject(subject)
    ? undefined
    : `Subject ${JSON.stringify(subject)} is not a valid subject`;
}

/** What nats-server says of a mapping that it would not load. */
function mappingProblem(subject: string, given: GivenMappings[string]): string | undefined {
  const source = byteString(subject);
  const list = typeof given === 'string' ? [{ destination: given }] : [given].flat();
  const targets = list.map((each: GivenDestination) => ({
    destination: byteString(each.destination ?? ''),
    weight: each.weight ?? 100,
    cluster: each.cluster ?? '',
  }));
  try {
    new SubjectMapping(source, targets);
    return undefined;
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    const to = typeof given === 'string' ? ` to ${quote(byteString(given))}` : '';
    return textOf(`Error adding mapping for ${quote(source)}${to} : ${error.message}`);
  }
}

function textOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString();
}
