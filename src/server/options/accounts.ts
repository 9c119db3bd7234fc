/** The `accounts` block: subject spaces, their users, and what they share. */
import { isValidPublicKey } from '../../nkeys/strkey.ts';
import { isLiteralSubject, isValidSubject } from '../../subject/subject.ts';
import { users } from './authorization.ts';
import { block, blocks, type BlockProblem } from './block.ts';
import type { Kind, Source } from './kind.ts';
import { boolean, duration, integer, list, oneOf, text } from './kinds.ts';
import { mappings } from './mappings.ts';
import { option, type GivenOf, type OptionsOf } from './option.ts';
import { permissions } from './permissions.ts';

/** `50`, `"50%"`, or `headers`: as the request's tracing headers say. */
function sampling(problem: (percent: number) => string): Kind<number | 'headers'> {
  return {
    name: 'percentage or "headers"',
    read(source) {
      if (source.is('integer')) return checkPercent(source, Number(source.value.value), problem);
      if (!source.is('string')) return source.expected('a percentage');
      const word = source.value.value.trim();
      if (word.toLowerCase() === 'headers') return 'headers';
      const digits = word.replace(/%$/, '');
      return /^[+-]?\d+$/.test(digits)
        ? checkPercent(source, Number(digits), problem)
        : source.error(`Failed to parse latency sample: ${JSON.stringify(word)} is no percentage`);
    },
    complete(given, place) {
      if (given !== 'headers' && !isPercent(given))
        place.error('must be from 1 to 100, or "headers"');
      return given;
    },
  };
}

function checkPercent(
  source: Source,
  percent: number,
  problem: (percent: number) => string,
): number | undefined {
  return isPercent(percent) ? percent : source.error(problem(percent));
}

function isPercent(percent: number): boolean {
  return Number.isInteger(percent) && percent >= 1 && percent <= 100;
}

const latencyTable = {
  /** Requests of a hundred that are measured, or "headers": those whose tracing headers say so. Default 100. */
  sampling: option(
    sampling(() => 'bad sampling percentage, should be 1-100'),
    { default: 100 },
  ),
  /** Subject on which the measurements are published. */
  subject: option(text(), { default: '' }),
};

const latency = block(latencyTable, {
  // A subject alone.
  short: (source) => (source.is('string') ? { subject: source.value.value } : undefined),
  noMap: (source) =>
    `Expected latency entry to be a map/struct or string, got ${source.value.type}`,
  check: ({ subject = '' }) => (subject === '' ? ['Latency subject required, but missing'] : []),
});

const exportTable = {
  /** Subject of the messages that other accounts may import. */
  stream: option(text()),
  /** Subject of the requests that other accounts may send. */
  service: option(text()),
  /** Accounts that may import it. Default all. */
  accounts: option(list(text())),
  /** Token of the subject, from 1 on, that is the importing account's name. Default 0: none. */
  accountTokenPosition: option(integer({ min: 0 }), { default: 0 }),
  /** Replies to a request: one, a stream of them, or one in chunks up to an empty message. Default "singleton". */
  responseType: option(
    oneOf(['singleton', 'stream', 'chunked'], {
      spellings: {
        single: 'singleton',
        chunk: 'chunked',
        singleton: 'singleton',
        stream: 'stream',
        chunked: 'chunked',
      },
      unknown: (_, word) => `Unknown response type: ${JSON.stringify(word)}`,
    }),
    { aliases: ['response'], default: 'singleton' },
  ),
  /** Time in ms in which a request must be answered, and between replies of a stream. Default 120000. */
  thresholdMs: option(
    duration({
      numbers: 'refused',
      unreadable: (source) =>
        `Expected response threshold to be a parseable time duration, got ${source.is('string') ? JSON.stringify(source.value.value) : source.value.type}`,
    }),
    {
      aliases: ['response_threshold', 'response_max_time', 'response_time'],
      default: 120_000,
      zeroIsDefault: true,
    },
  ),
  /** Where and how often the time that requests take is told. Default nowhere. */
  latency: option(latency),
  /** Whether a trace of a message goes on into this account. Default false. */
  allowTrace: option(boolean, { default: false, since: '2.11' }),
};

/** Subjects that an account lets others import. */
export type ExportOptions = OptionsOf<typeof exportTable>;

const accountExports = blocks(
  block(exportTable, {
    name: 'export',
    noMap: (source) => `Export Items should be a map with type entry, got ${source.value.type}`,
    check: exportProblems,
  }),
);

function exportProblems(given: GivenOf<typeof exportTable>): BlockProblem[] {
  const { stream, service } = given;
  if (stream !== undefined && service !== undefined) {
    const text = `Detected service ${JSON.stringify(service)} but already saw a stream`;
    return [{ text, of: 'service' }];
  }
  if (service === undefined) {
    const { responseType, thresholdMs } = given;
    if (responseType !== undefined || thresholdMs !== undefined) {
      const of = responseType === undefined ? 'thresholdMs' : 'responseType';
      return [{ text: 'Detected response directive on non-service', of }];
    }
    if (given.latency !== undefined) {
      return [{ text: 'Detected latency directive on non-service', of: 'latency' }];
    }
    if (given.allowTrace !== undefined) {
      return [{ text: 'Detected allow_trace directive on non-service', of: 'allowTrace' }];
    }
  }
  return [];
}

const importedTable = {
  /** Account that exports it. */
  account: option(text(), { default: '' }),
  /** Its subject there. */
  subject: option(text(), { default: '' }),
};

function imported(what: 'Stream' | 'Service') {
  return block(importedTable, {
    name: '{ account, subject }',
    noMap: (source) => `${what} entry should be an account map, got ${source.value.type}`,
    check: ({ account = '', subject = '' }) =>
      account === '' || subject === '' ? ['Expect an account name and a subject'] : [],
  });
}

const importTable = {
  /** Messages of another account. */
  stream: option(imported('Stream')),
  /** Service of another account. */
  service: option(imported('Service')),
  /** What its subjects are called here: this, a dot and the subject. */
  prefix: option(text()),
  /** What its subject is called here. Default the same. */
  to: option(text()),
  /** Whether the service is told who asks. Default false. */
  share: option(boolean, { default: false }),
  /** Whether a trace of a message goes on into this account. Default false. */
  allowTrace: option(boolean, { default: false, since: '2.11' }),
};

/** Subjects of another account that an account uses. */
export type ImportOptions = OptionsOf<typeof importTable>;

const accountImports = blocks(
  block(importTable, {
    name: 'import',
    noMap: (source) => `Import Items should be a map with type entry, got ${source.value.type}`,
    check: ({ stream, service, prefix = '', to = '', allowTrace }) => {
      if (stream !== undefined && service !== undefined) {
        return ['Detected stream but already saw a service'];
      }
      if (service !== undefined && allowTrace !== undefined) {
        return ['Detected allow_trace directive on a non-stream'];
      }
      return stream !== undefined && prefix !== '' && to !== ''
        ? [{ text: "Stream import can not have a 'prefix' and a 'to' property", of: 'to' }]
        : [];
    },
  }),
);

const limitsTable = {
  /** Client connections of the account on all servers together; below 0 is unlimited. Default -1. */
  maxConnections: option(integer(), { aliases: ['max_conn'], default: -1 }),
  /** Subscriptions of one connection; below 0 is unlimited. Default -1. */
  maxSubscriptions: option(integer(), { aliases: ['max_subs'], default: -1 }),
  /** Largest message in bytes; below 0 is unlimited. Default -1. */
  maxPayload: option(integer(), { aliases: ['max_pay'], default: -1 }),
  /** Leafnode connections of the account on all servers together; below 0 is unlimited. Default -1. */
  maxLeafnodes: option(integer(), { aliases: ['max_leafs'], default: -1 }),
};

/** How much an account may use. */
export type AccountLimits = OptionsOf<typeof limitsTable>;

const traceTable = {
  /** Subject to which traces of messages go that carry a `traceparent` header. */
  dest: option(
    text({
      check: (subject) =>
        isValidSubject(subject) && isLiteralSubject(subject)
          ? undefined
          : `Trace destination ${JSON.stringify(subject)} is not valid`,
    }),
    { default: '' },
  ),
  /** Messages of a hundred that are traced. Default 100. */
  sampling: option(
    sampling(
      (percent) => `Ttrace destination sampling value ${percent} is invalid, needs to be [1..100]`,
    ),
    { default: 100 },
  ),
};

const jetstreamOfAccount: Kind = {
  name: 'as nats-server has it',
  read: (source) => source.value.type,
  complete: (given) => given,
};

const accountTable = {
  /** Public key of the account. */
  nkey: option(
    text({
      check: (key) =>
        isValidPublicKey(key, 'account')
          ? undefined
          : `Not a valid public nkey for an account: ${JSON.stringify(key)}`,
    }),
  ),
  /** The users whose connections belong to the account. */
  users: option(users, { default: [] }),
  /** Subjects that other accounts may import. */
  exports: option(accountExports, { default: [] }),
  /** Subjects of other accounts. */
  imports: option(accountImports, { default: [] }),
  /** Where messages to a subject go instead. */
  mappings: option(mappings, { aliases: ['maps'], default: {} }),
  /** How much the account may use. Default as much as there is. */
  limits: option(
    block(limitsTable, {
      unknown: (key) => `Unknown field ${JSON.stringify(key)} parsing account limits`,
      noMap: (source) => `Expected account limits to be a map/struct, got ${source.value.type}`,
    }),
  ),
  /** What users without permissions of their own may do. Default everything. */
  defaultPermissions: option(permissions),
  /** Where traces of messages go. Default nowhere. */
  msgTrace: option(
    block(traceTable, {
      short(source) {
        if (!source.is('string')) return undefined;
        const dest = traceTable.dest.kind.read(source);
        return dest === undefined ? {} : { dest };
      },
    }),
    {
      aliases: ['trace_dest'],
      since: '2.11',
      unserved: { warns: 'messages are not traced through servers' },
    },
  ),
  /** JetStream's limits. */
  jetstream: option(jetstreamOfAccount, {
    unserved: { warns: 'it has no effect without JetStream' },
  }),
  /** Whether JetStream's traffic between servers is the account's own: "system" or "owner". */
  clusterTraffic: option(oneOf(['system', 'owner']), {
    since: '2.11',
    unserved: { warns: 'it has no effect without JetStream' },
  }),
};

/** An account: a subject space with its users. */
export type AccountOptions = OptionsOf<typeof accountTable>;
export type GivenAccount = GivenOf<typeof accountTable>;

const account = block(accountTable, {
  name: 'account',
  noMap: () => 'Expected map entries for accounts',
});

/** By name. */
export type AccountsOptions = Readonly<Record<string, AccountOptions>>;

/** Accounts by name, or their names alone. */
export const accounts: Kind<
  AccountsOptions,
  Readonly<Record<string, GivenAccount>> | readonly string[]
> & { readonly table: typeof accountTable; readonly nests: 'map' } = {
  table: accountTable,
  nests: 'map',
  name: 'map of accounts by name, or list of names',
  read(source) {
    if (source.is('array')) return readNames(source.items());
    if (!source.is('map')) return source.expected('a map or an array of names');
    const read: [string, GivenAccount][] = [];
    for (const entry of source.value.entries.values()) {
      if (entry.isVariable) continue;
      const inner = source.entry(entry);
      const reserved = inner.is('map') ? reservedName(entry.key) : undefined;
      const given: GivenAccount | undefined =
        reserved === undefined ? account.read(inner) : inner.error(reserved);
      if (given !== undefined) read.push([entry.key, given]);
    }
    return Object.fromEntries(read);
  },
  complete(given, place) {
    const byName = isNames(given) ? Object.fromEntries(given.map((name) => [name, {}])) : given;
    const complete = Object.entries(byName).map(([name, each]): [string, AccountOptions] => {
      const problem = reservedName(name);
      if (problem !== undefined) place.sentence(problem);
      return [name, account.complete(each, place.in(name))];
    });
    return Object.fromEntries(complete);
  },
};

function isNames(given: unknown): given is readonly string[] {
  return Array.isArray(given);
}

function readNames(items: readonly Source[]): string[] {
  const names = new Set<string>();
  for (const item of items) {
    if (!item.is('string')) {
      item.expected('the name of an account');
      continue;
    }
    const name = item.value.value;
    const problem =
      reservedName(name) ?? (names.has(name) ? `Duplicate Account Entry: ${name}` : undefined);
    if (problem === undefined) names.add(name);
    else item.error(problem);
  }
  return [...names];
}

function reservedName(name: string): string | undefined {
  return name === '$G' ? `${JSON.stringify(name)} is a Reserved Account` : undefined;
}
