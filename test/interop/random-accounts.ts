// Accounts that share streams at random, as a configuration file and as data. What depends on the order in which a Go
// map is walked is left out: overlapping exports of one account that differ in who may import, mappings that overlap.
import { pick, type Random } from '../support/random.ts';

export interface RandomAccounts {
  readonly names: readonly string[];
  /** The configuration; the user of account A is `A`, its password `p`. */
  readonly text: string;
  /** Whether there are services: what they make of a message has chance in it. */
  readonly hasServices: boolean;
  /** Accounts in which a member of a group may get a message under one of several names: which, is chance. */
  readonly withoutGroups: ReadonlySet<string>;
}

interface Account {
  readonly name: string;
  readonly exports: Shared[];
  /** The same, as a configuration has it. */
  readonly given: object[];
  readonly imports: object[];
}

interface Shared {
  readonly kind: 'stream' | 'service';
  readonly subject: string;
}

const TOKENS = ['a', 'b', 'c'];
/** Left alone by other mappings, and heard by whoever listens widely. */
const MAPPINGS: readonly (readonly [string, unknown])[] = [
  ['m.one', 'a.b'],
  ['m.two.*', 'b.$1'],
  ['m.three.*.*', 'a.$2.$1'],
  ['m.four.>', 'c.>'],
  ['m.five.*', 'm.{{partition(3,1)}}.$1'],
  ['m.six', [{ destination: 'a.c', weight: 100 }]],
  ['m.seven', [{ destination: 'm.seven', weight: 0 }]],
  ['m.eight.*', '{{split(1,-)}}'],
];

/** `isOld`: only what nats-server 2.9 gets right. */
export function randomAccounts(random: Random, isOld: boolean): RandomAccounts {
  const accounts: Account[] = Array.from({ length: 2 + random(5) }, (_, at) => ({
    name: `A${at}`,
    exports: [],
    given: [],
    imports: [],
  }));
  const names = accounts.map(({ name }) => name);
  const blocks: Record<string, object> = {};
  const hasServices = random(4) === 0;
  for (const account of accounts) addExports(random, account, names, hasServices, blocks);
  // Rarely a mistake: most configurations are to be tried out.
  const isCareful = random(3) > 0;
  // The last first: what is imported may be imported by those before, too.
  for (const account of accounts.toReversed()) {
    for (let count = random(4); count > 0; count--) {
      addImport(random, account, accounts, isCareful, isOld);
    }
  }
  for (const account of accounts) {
    Object.assign(blocks[account.name]!, {
      exports: account.given,
      users: [{ user: account.name, password: 'p' }],
      imports: account.imports,
      mappings: random(2) === 0 ? {} : Object.fromEntries(subset(random, MAPPINGS)),
    });
  }
  const many = accounts.filter(({ imports }) => imports.length > 1).map(({ name }) => name);
  const text = `accounts: ${JSON.stringify(blocks)}\n`;
  return { names, text, hasServices, withoutGroups: new Set(many) };
}

/** A subject to publish to. */
export function randomSubject(random: Random): string {
  if (random(4) > 0) return tokens(random, () => pick(random, TOKENS)).join('.');
  const source = pick(random, MAPPINGS)[0];
  return source.replaceAll('*', () => pick(random, ['a', 'b', 'a-c'])).replace('>', 'b.c');
}

/** A subject to subscribe to. */
export function randomPattern(random: Random): string {
  if (random(4) === 0) {
    return pick(random, ['>', '*', '*.>', '*.*', '*.*.*', 'l.>', 'l.*', 'l.*.*', '*.*.>', 'p.>']);
  }
  const parts = tokens(random, () => pick(random, [...TOKENS, '*']));
  const prefixed = random(3) === 0 ? ['l', ...parts] : parts;
  return (random(4) === 0 ? [...prefixed, '>'] : prefixed).join('.');
}

function addExports(
  random: Random,
  account: Account,
  names: readonly string[],
  hasServices: boolean,
  blocks: Record<string, object>,
): void {
  const approved = random(2) === 0 ? undefined : subset(random, names);
  const terms = approved === undefined || approved.length === 0 ? {} : { accounts: approved };
  for (let count = random(4); count > 0; count--) {
    const kind = hasServices && random(2) === 0 ? 'service' : 'stream';
    const subject = pattern(random);
    if (account.exports.some((each) => each.kind === kind && each.subject === subject)) continue;
    account.exports.push({ kind, subject });
    account.given.push({ [kind]: subject, ...terms });
  }
  if (random(4) === 0) {
    account.exports.push({ kind: 'stream', subject: 'own.*.>' });
    account.given.push({ stream: 'own.*.>', account_token_position: 2 });
  }
  blocks[account.name] = {};
}

function addImport(
  random: Random,
  account: Account,
  accounts: readonly Account[],
  isCareful: boolean,
  isOld: boolean,
): void {
  const others = accounts.filter((each) => each !== account && each.exports.length > 0);
  if (others.length === 0) return;
  // Upwards alone there are no cycles.
  const above = others.filter(({ name }) => name > account.name);
  const exporter = pick(random, isCareful && above.length > 0 ? above : others);
  const shared = pick(random, exporter.exports);
  const subject = importedPart(random, shared.subject, account.name);
  const source = { account: exporter.name, subject };
  if (shared.kind === 'service') {
    const to =
      random(2) === 0 ? {} : { to: `s${account.imports.length}.${local(random, subject, isOld)}` };
    account.imports.push({ service: source, ...to });
    return;
  }
  const name = pick(random, [
    () => ({}),
    () => ({ prefix: pick(random, ['p', 'l', 'p.q.']) }),
    () => ({ to: local(random, subject, isOld) }),
    () => ({ to: `l.${local(random, subject, isOld)}` }),
  ]);
  const named: Named = name();
  account.imports.push({ stream: source, ...named });
  if (random(3) === 0) passOn(account, subject, named);
}

/** What an import of a stream is called; nothing: as in the other account. */
interface Named {
  readonly prefix?: string;
  readonly to?: string;
}

/** A link of a chain: what was imported is exported, under the name that it has here. */
function passOn(account: Account, subject: string, { prefix, to = subject }: Named): void {
  const here = prefix === undefined ? to : `${prefix.replace(/\.$/, '')}.${subject}`;
  const passed = here.replace(/\$\d|\{\{wildcard\(\d\)\}\}/g, '*');
  // Two that overlap and differ in who may import are left out, as above.
  if (account.exports.length > 0) return;
  account.exports.push({ kind: 'stream', subject: passed });
  account.given.push({ stream: passed });
}

/** What an export covers, or is: sometimes less than it. */
function importedPart(random: Random, exported: string, importer: string): string {
  const own = exported.startsWith('own.') ? exported.replace('*', importer) : exported;
  if (random(3) > 0) return own;
  return own
    .split('.')
    .map((token) => (token === '*' && random(2) === 0 ? pick(random, TOKENS) : token))
    .join('.')
    .replace(/>$/, () => (random(2) === 0 ? '>' : pick(random, [...TOKENS, 'a.*'])));
}

/** A local name for it: its wildcards in another order. 2.9 finds no way back from `{{wildcard(1)}}`. */
function local(random: Random, subject: string, isOld: boolean): string {
  const parts = subject.split('.');
  let number = 0;
  const wildcards = parts
    .filter((part) => part === '*')
    .map(() => {
      number++;
      return random(2) === 0 || isOld ? `$${number}` : `{{wildcard(${number})}}`;
    });
  if (random(2) === 0) wildcards.reverse();
  const texts = parts
    .filter((part) => part !== '*' && part !== '>')
    .map(() => pick(random, TOKENS));
  const all = random(2) === 0 ? [...texts, ...wildcards] : [...wildcards, ...texts];
  return [...(all.length === 0 ? ['x'] : all), ...(parts.at(-1) === '>' ? ['>'] : [])].join('.');
}

function pattern(random: Random): string {
  const parts = tokens(random, () => pick(random, [...TOKENS, '*']));
  return (random(2) === 0 ? [...parts, '>'] : parts).join('.');
}

function tokens(random: Random, token: () => string): string[] {
  return Array.from({ length: 1 + random(3) }, token);
}

function subset<T>(random: Random, all: readonly T[]): T[] {
  return all.filter(() => random(2) === 0);
}
