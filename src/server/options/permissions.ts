/** What a user or a cluster may publish and subscribe to. */
import { isValidSubject } from '../../subject/subject.ts';
import { block } from './block.ts';
import type { Kind, Place, Source } from './kind.ts';
import { duration, integer } from './kinds.ts';
import { option, type GivenOf, type OptionsOf } from './option.ts';

/** Subjects that are allowed and denied; a denial wins. */
export interface SubjectPermissions {
  /** Undefined allows everything that is not denied; an empty list allows nothing. */
  readonly allow: readonly string[] | undefined;
  readonly deny: readonly string[] | undefined;
}

/** Subjects that are allowed, or those allowed and denied. */
type GivenSubjectPermissions =
  | string
  | readonly string[]
  | { readonly [Side in keyof SubjectPermissions]?: SubjectPermissions[Side] | string };

const responsesTable = {
  /** Replies that each request may get; below 0 any number. Default 1. */
  max: option(integer({ fromFile: (number) => (number === 0 ? 1 : number) }), {
    aliases: ['max_msgs', 'max_messages', 'max_responses'],
    default: 1,
  }),
  /** Time in ms in which they may be sent, from the delivery of the request on; below 0 any time. Default 120000. */
  expiresMs: option(
    duration({
      min: -Infinity,
      max: Infinity,
      numbers: 'refused',
    }),
    { key: 'expires', aliases: ['expiration', 'ttl'], default: 120_000, zeroIsDefault: true },
  ),
};

/** How often and how long a request may be answered. */
export type ResponsePermissions = OptionsOf<typeof responsesTable>;

const responsesBlock = block(responsesTable, {
  unknown: unknownPermission,
  noMap: () => 'error parsing response permissions, expected a boolean or a map',
});

/** `true` for the defaults, or how often and how long. */
const responses: Kind<ResponsePermissions | undefined, GivenOf<typeof responsesTable> | boolean> = {
  name: 'boolean or block',
  read: (source) => (source.is('boolean') ? source.value.value : responsesBlock.read(source)),
  complete: (given, place) =>
    given === false ? undefined : responsesBlock.complete(given === true ? {} : given, place),
};

/** Subjects to publish to, or, with queues, to subscribe to. */
function subjectPermissions(queues: boolean): Kind<SubjectPermissions, GivenSubjectPermissions> {
  const side = subjects({ queues });
  return {
    name: 'subjects or { allow, deny }',
    read(source) {
      if (!source.is('map')) {
        const allow = side.read(source);
        if (allow === undefined) return undefined;
        return allow.length === 0 ? {} : { allow };
      }
      const read: Record<string, readonly string[]> = {};
      for (const entry of source.value.entries.values()) {
        const key = entry.key.toLowerCase();
        const inner = source.entry(entry);
        if (key !== 'allow' && key !== 'deny') {
          if (!entry.isVariable) {
            inner.error(
              `Unknown field name ${JSON.stringify(entry.key)} parsing subject permissions, only 'allow' or 'deny' are permitted`,
            );
          }
          continue;
        }
        const given = side.read(inner);
        // In a file, an empty list restricts nothing: nats-server has it so (opts.go, parsePermSubjects).
        if (given !== undefined && given.length > 0) read[key] = given;
      }
      return read;
    },
    complete(given, place) {
      if (typeof given === 'string' || isList(given)) {
        return { allow: side.complete(listOf(given), place), deny: undefined };
      }
      const { allow, deny } = given;
      return {
        allow: allow === undefined ? undefined : side.complete(listOf(allow), place.in('allow')),
        deny: deny === undefined ? undefined : side.complete(listOf(deny), place.in('deny')),
      };
    },
  };
}

function isList(given: unknown): given is readonly string[] {
  return Array.isArray(given);
}

function listOf(given: string | readonly string[]): readonly string[] {
  return typeof given === 'string' ? [given] : given;
}

/** Subjects: one or a list; with `queues` each may name a queue group after a blank. */
export function subjects({ queues = false } = {}): Kind<readonly string[]> {
  const problem = (each: string): string | undefined => subjectProblem(each, queues);
  return {
    name: 'subject or list of it',
    read(source) {
      const items = source.is('array') ? source.items() : [source];
      const read: string[] = [];
      for (const item of items) {
        if (!item.is('string')) {
          return source.is('array')
            ? item.error('Subject in permissions array cannot be cast to string')
            : source.expected('a subject, or an array of subjects');
        }
        const found = problem(item.value.value);
        // nats-server reports the place of the list.
        if (found !== undefined) return source.error(found);
        read.push(item.value.value);
      }
      return read;
    },
    complete(given, place) {
      for (const each of given) checkSubject(problem(each), place);
      return [...given];
    },
  };
}

function checkSubject(problem: string | undefined, place: Place): void {
  if (problem !== undefined) place.error(`is wrong: ${problem}`);
}

/** Whether a subject is valid and could come over the wire: without blanks. */
export function isSubject(subject: string): boolean {
  return isValidSubject(subject) && !/[\t\n\f\r ]/.test(subject);
}

/** With the texts of nats-server opts.go, checkPermSubjectArray. */
function subjectProblem(subject: string, queues: boolean): string | undefined {
  if (isSubject(subject)) return undefined;
  const parts = subject.trim().split(/\s+/);
  const [plain = '', queue = ''] = parts;
  if (!queues || parts.length !== 2)
    return `subject ${JSON.stringify(subject)} is not a valid subject`;
  if (!isSubject(plain)) return `subject ${JSON.stringify(plain)} is not a valid subject`;
  return isSubject(queue) ? undefined : `queue ${JSON.stringify(queue)} is not a valid queue`;
}

function unknownPermission(key: string): string {
  return `Unknown field ${JSON.stringify(key)} parsing permissions`;
}

const permissionsTable = {
  /** Subjects that may be published to. Default all. */
  publish: option(subjectPermissions(false), { aliases: ['pub', 'import'] }),
  /** Subjects that may be subscribed to, with the queue group after a blank if only as its member. Default all. */
  subscribe: option(subjectPermissions(true), { aliases: ['sub', 'export'] }),
  /** Whether requests may be answered on their reply subjects; nothing else is then published without an allow list. */
  allowResponses: option(responses, { aliases: ['publish_allow_responses'] }),
};

/** What a user may do. */
export type PermissionsOptions = OptionsOf<typeof permissionsTable>;
export type GivenPermissions = GivenOf<typeof permissionsTable>;

const permissionsBlock = block(permissionsTable, {
  unknown: unknownPermission,
  noMap: (source: Source) => `Expected permissions to be a map/struct, got ${source.value.type}`,
});

/** Permissions; who may answer and has no list of subjects may publish nothing else. */
export const permissions: typeof permissionsBlock = {
  ...permissionsBlock,
  complete(given, place) {
    const complete = permissionsBlock.complete(given, place);
    if (complete.allowResponses === undefined || complete.publish?.allow !== undefined) {
      return complete;
    }
    return { ...complete, publish: { allow: [], deny: complete.publish?.deny } };
  },
};
