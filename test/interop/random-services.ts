// Accounts that share services at random: a configuration, what may be asked in it, and where it is served. Imports are
// of accounts with smaller numbers, so there are no cycles; chains there are.
import { pick, type Random } from '../support/random.ts';

export interface RandomServices {
  /** The user of account A is `A`, its password `p`. */
  readonly text: string;
  readonly names: readonly string[];
  /** By account: what its services are to subscribe to. */
  readonly served: Readonly<Record<string, readonly string[]>>;
  /** By account: patterns of what it may ask. */
  readonly asked: Readonly<Record<string, readonly string[]>>;
  /** Whether measured requests go through several accounts: what is told of one that nobody waits for differs. */
  readonly measuresChains: boolean;
}

interface Service {
  readonly subject: string;
  readonly isMeasured: boolean;
}

const SHAPES = ['', '.*', '.*.*', '.>', '.*.>'];
const RESPONSES = ['singleton', 'singleton', 'stream', 'chunked'];
const SAMPLINGS = [100, 100, 'headers', undefined];

/** `isOld`: without what nats-server 2.9 does otherwise. */
export function randomServices(random: Random, isOld: boolean): RandomServices {
  const names = Array.from({ length: 2 + random(5) }, (_, number) => `A${number}`);
  const blocks: Record<string, object> = {};
  const served: Record<string, string[]> = {};
  const asked: Record<string, string[]> = {};
  const offered: Service[][] = [];
  let measuresChains = false;
  for (const [number, name] of names.entries()) {
    const own = ownServices(random, number);
    const exported: object[] = own.map(({ export: each }) => each);
    const services: Service[] = own.map(({ service }) => service);
    served[name] = own.flatMap(({ hears }) => hears);
    const imports: object[] = [];
    asked[name] = [];
    for (let from = 0; from < number; from++) {
      for (const service of offered[from]!) {
        if (random(3) === 0) continue;
        const subject = importedPart(random, service.subject);
        const local = localName(random, subject, `l.${number}.${imports.length}`);
        const pattern = local.replace(/\$\d/g, '*');
        // nats-server 2.9 has one import under each name.
        if (isOld && asked[name].includes(pattern)) continue;
        imports.push({
          service: { account: names[from]!, subject },
          to: local,
          share: random(2) === 0,
        });
        asked[name].push(pattern);
        // Passed on to the next. nats-server 2.9 does not measure what is behind.
        if (random(2) === 0 && !(isOld && service.isMeasured)) {
          exported.push({ service: pattern, response_type: pick(random, RESPONSES) });
          services.push({ subject: pattern, isMeasured: service.isMeasured });
          measuresChains ||= service.isMeasured;
        }
      }
    }
    offered.push(services);
    blocks[name] = {
      users: [{ user: name, password: 'p' }],
      exports: exported,
      imports,
      mappings: Object.fromEntries(own.flatMap(({ mapping }) => mapping)),
    };
  }
  const text = `server_name: one\naccounts: ${JSON.stringify(blocks)}\n`;
  return { text, names, served, asked, measuresChains };
}

/** One of the subjects that `pattern` stands for. */
export function oneOf(random: Random, pattern: string): string {
  const token = (): string => pick(random, ['x', 'y', 'z']);
  return pattern.replaceAll('*', token).replace('>', () => `${token()}.${token()}`);
}

interface OwnService {
  readonly export: object;
  readonly service: Service;
  readonly mapping: readonly (readonly [string, string])[];
  readonly hears: readonly string[];
}

function ownServices(random: Random, number: number): OwnService[] {
  return Array.from({ length: 1 + random(3) }, (_, at) => {
    const name = `s.${number}.${at}`;
    const subject = name + pick(random, SHAPES);
    const responseType = pick(random, RESPONSES);
    const sampling = responseType === 'singleton' ? pick(random, SAMPLINGS) : undefined;
    const latency =
      sampling === undefined ? {} : { latency: { sampling, subject: `lat.${number}.${at}` } };
    const isMapped = random(4) === 0 && !subject.endsWith('>');
    const stars = subject.split('*').length - 1;
    const target = [`m.${number}.${at}`, ...['$1', '$2'].slice(0, stars)].join('.');
    return {
      export: { service: subject, response_type: responseType, ...latency },
      service: { subject, isMeasured: sampling !== undefined },
      mapping: isMapped ? [[subject, target]] : [],
      hears: [isMapped ? target.replace(/\$\d/g, '*') : subject],
    };
  });
}

/** What an export covers: now and then less than all of it. */
function importedPart(random: Random, exported: string): string {
  const narrower = (token: string): string => (random(6) === 0 ? pick(random, ['x', 'y']) : token);
  return exported.replace(/\*|>/g, narrower);
}

/** The same, or another with the wildcards in another order. */
function localName(random: Random, subject: string, name: string): string {
  if (random(3) === 0) return subject;
  const stars = subject.split('*').length - 1;
  const numbers = Array.from({ length: stars }, (_, at) => `$${at + 1}`);
  if (random(2) === 0) numbers.reverse();
  return [name, ...numbers, ...(subject.endsWith('>') ? ['>'] : [])].join('.');
}
