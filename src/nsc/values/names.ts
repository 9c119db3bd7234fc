/** A name for what `*` stands for: two words, so that people can tell them apart. */
import { randomInt } from 'node:crypto';

const QUALITIES = [
  'amber',
  'bold',
  'brisk',
  'calm',
  'clear',
  'cosy',
  'crisp',
  'eager',
  'early',
  'fair',
];
const MORE = [
  'fond',
  'fresh',
  'glad',
  'keen',
  'kind',
  'light',
  'lively',
  'mild',
  'neat',
  'quick',
  'quiet',
];
const YET_MORE = [
  'rapid',
  'ready',
  'sharp',
  'silver',
  'sound',
  'swift',
  'tidy',
  'vivid',
  'warm',
  'wise',
];
const THINGS = [
  'anchor',
  'badger',
  'beacon',
  'bridge',
  'comet',
  'delta',
  'falcon',
  'fjord',
  'gannet',
  'harbor',
];
const OTHERS = [
  'heron',
  'island',
  'kestrel',
  'lagoon',
  'lantern',
  'maple',
  'meadow',
  'otter',
  'petrel',
];
const REST = [
  'pilot',
  'plover',
  'puffin',
  'rudder',
  'signal',
  'stream',
  'summit',
  'tern',
  'tiller',
  'willow',
];

export function randomName(): string {
  return `${pick([...QUALITIES, ...MORE, ...YET_MORE])}_${pick([...THINGS, ...OTHERS, ...REST])}`;
}

/** The name that was given; a new one for `*`. */
export function nameOrRandom(name: string | undefined): string {
  return name === '*' ? randomName() : (name ?? '');
}

function pick(words: readonly string[]): string {
  return words[randomInt(words.length)]!;
}
