import { NatsxError } from '../base/errors.ts';
import { quote } from '../base/quote.ts';
import { numberWildcards } from './import-transform.ts';
import { isValidSubject } from './subject.ts';
import { destinationError, subjectError } from './transform-error.ts';
import { isCall } from './transform-function.ts';
import type { RandomBelow } from './transform-piece.ts';
import { randomBelow, SubjectTransform } from './transform.ts';

/** Where some of the messages go. */
export interface MappingTarget {
  readonly destination: string;
  /** Of 100. */
  readonly weight: number;
  /** The cluster on whose servers it counts, in place of the targets without one; empty for those. */
  readonly cluster: string;
}

/** A destination, as it is shown to people. */
export interface MappedDestination {
  readonly destination: string;
  readonly below: number;
  readonly cluster: string;
}

/** The messages of a source shared out to destinations, by weight. Throws what nats-server would not load. */
export class SubjectMapping {
  readonly source: string;
  readonly #elsewhere: Shares;
  readonly #byCluster = new Map<string, Shares>();

  constructor(
    source: string,
    targets: readonly MappingTarget[],
    random: RandomBelow = randomBelow,
  ) {
    if (!isValidSubject(source) || BLANK.test(source)) throw subjectError();
    this.source = source;
    const compiled = compile(source, targets, random);
    // With the source among the targets, of whichever cluster, what is left of 100 is lost on purpose.
    const losesRest = targets.some(({ destination }) => destination === source);
    const rest = losesRest
      ? undefined
      : new SubjectTransform(source, numberWildcards(source), random);
    const sharesOf = (cluster: string): Shares => share(compiled.get(cluster) ?? [], rest, random);
    this.#elsewhere = sharesOf('');
    for (const cluster of compiled.keys()) {
      if (cluster !== '') this.#byCluster.set(cluster, sharesOf(cluster));
    }
  }

  /** Where messages go, and the number of 100 up to which chance sends them there. */
  get destinations(): MappedDestination[] {
    const of = (shares: Shares, cluster: string): MappedDestination[] =>
      shares.destinations.map((each) => ({ ...each, cluster }));
    const scoped = [...this.#byCluster].flatMap(([cluster, shares]) => of(shares, cluster));
    return [...of(this.#elsewhere, ''), ...scoped];
  }

  /** What servers of `cluster` do; empty for a server without one. */
  sharesIn(cluster: string): Shares {
    return this.#byCluster.get(cluster) ?? this.#elsewhere;
  }
}

/** The destinations of one source on one server. */
export class Shares {
  /** Whether all messages have the same fate, and a subject always becomes the same. */
  readonly isDeterministic: boolean;
  /** By the number, of 100, that a draw must stay below; smaller shares first. */
  readonly #shares: readonly Share[];
  readonly #random: RandomBelow;
  /** All messages' destination, where there is no choice. */
  readonly #only: SubjectTransform | undefined;

  constructor(shares: readonly Share[], random: RandomBelow) {
    this.#shares = shares;
    this.#random = random;
    const [share] = shares;
    const isSure = shares.length === 0 || (shares.length === 1 && share!.below === 100);
    this.#only = isSure ? share?.transform : undefined;
    this.isDeterministic = isSure && this.#only?.isDeterministic !== false;
  }

  get destinations(): Omit<MappedDestination, 'cluster'>[] {
    return this.#shares.map(({ transform, below }) => ({
      destination: transform.destination,
      below,
    }));
  }

  /** What takes the place of `subject`, which the source stands for; empty where the message is lost. */
  apply(subject: string): string {
    if (this.#only !== undefined) return this.#only.apply(subject);
    if (this.#shares.length === 0) return '';
    const drawn = this.#random(100);
    for (const { below, transform } of this.#shares) {
      if (drawn < below) return transform.apply(subject);
    }
    return '';
  }
}

interface Share {
  readonly below: number;
  readonly transform: SubjectTransform;
}

interface Weighted {
  readonly weight: number;
  readonly transform: SubjectTransform;
}

/** Whatever is no subject in a line of the protocol. */
const BLANK = /[\t\n\f\r ]/;

/** The targets of each cluster; throws what is wrong with the first that is wrong. */
function compile(
  source: string,
  targets: readonly MappingTarget[],
  random: RandomBelow,
): Map<string, Weighted[]> {
  const compiled = new Map<string, Weighted[]>();
  const seen = new Set<string>();
  for (const { destination, weight, cluster } of targets) {
    if (seen.has(destination)) throw mappingError(`duplicate entry for ${quote(destination)}`);
    seen.add(destination);
    if (weight > 100) throw mappingError('individual weights need to be <= 100');
    const list = compiled.get(cluster) ?? [];
    if (total(list) + weight > 100) throw mappingError('total weight needs to be <= 100');
    checkDestination(destination);
    list.push({ weight, transform: new SubjectTransform(source, destination, random) });
    compiled.set(cluster, list);
  }
  return compiled;
}

function total(list: readonly Weighted[]): number {
  return list.reduce((sum, { weight }) => sum + weight, 0);
}

function mappingError(text: string): NatsxError {
  return new NatsxError('ERR_MAPPING', text);
}

function checkDestination(destination: string): void {
  const tokens = destination.split('.');
  for (const [at, token] of tokens.entries()) {
    if (token === '' || tokens[at - 1] === '>') throw destinationError('badToken', token);
    if (!isCall(token) && BLANK.test(token)) throw destinationError('badToken');
  }
}

/** Gives what the targets leave of 100 to `rest`, and each its part of the numbers below 100. */
function share(
  targets: readonly Weighted[],
  rest: SubjectTransform | undefined,
  random: RandomBelow,
): Shares {
  const all = [...targets];
  if (rest !== undefined) all.push({ weight: 100 - total(targets), transform: rest });
  all.sort((one, other) => one.weight - other.weight);
  let below = 0;
  const shares = all
    .filter(({ weight }) => weight > 0)
    .map(({ weight, transform }) => ({ below: (below += weight), transform }));
  return new Shares(shares, random);
}
