/** `natsx server report …`, `natsx account report …`: one frame for all of natscli's reports on servers. */
import type { Session } from '../../../nats-client/session.ts';
import {
  ask,
  askAll,
  errorOf,
  type Answer,
  type EndpointAnswer,
  type ServerFilter,
} from '../../../system-client/ask.ts';
import type { AskEvery } from '../../../system-client/connections.ts';
import type { Endpoints } from '../../../system-client/endpoints.ts';
import { clientCommand, type ClientCommand } from '../../client-command.ts';
import { countFlag } from '../../connection-flags.ts';
import { timeoutOf } from '../../context-flags.ts';
import type { GoFlagTable, GoFlagValues } from '../../go-flags.ts';
import { fitted } from '../../table.ts';
import { filterOf } from '../ping.ts';
import {
  askingFlags,
  expectedServers,
  jsonFlag,
  noAnswers,
  printJson,
  withSession,
} from '../system-command.ts';
import { repeat } from '../repeat.ts';

const reportFlags = {
  ...askingFlags,
  ...jsonFlag,
  reverse: { type: 'boolean', aliases: ['R'], description: 'Sort the other way round' },
  host: { type: 'string', value: 'name', description: 'Only servers with this in their name' },
  cluster: { type: 'string', value: 'name', description: 'Only servers of this cluster' },
  tags: { type: 'string', value: 'tag', multiple: true, description: 'Only servers with this tag' },
  watch: {
    type: 'integer',
    value: 'seconds',
    description: 'Show it again every so many seconds, until Ctrl-C',
    default: 0,
  },
} as const satisfies GoFlagTable;

export type ReportFlags<T extends GoFlagTable> = GoFlagValues<typeof reportFlags & T>;

/** How a report is printed. */
export interface ReportLook {
  readonly isAscii: boolean;
  readonly isReversed: boolean;
  readonly columns: number;
}

interface ReportDefinition<T extends GoFlagTable, Data> {
  /** `server` or `account`. Default: `server`. */
  readonly topic?: string;
  /** After `server report`. */
  readonly name: string;
  readonly summary: string;
  readonly aliases?: readonly string[];
  readonly examples: readonly string[];
  readonly flags: T;
  /** An argument before the number of servers. */
  readonly first?: Readonly<Record<string, string>>;
  /** Checks the flags and asks. */
  ask(question: ReportQuestion<T>): Promise<Data>;
  /** What `--json` prints, in natscli's shape. Default: the data. */
  json?(data: Data): unknown;
  text(data: Data, flags: ReportFlags<T>, look: ReportLook): string;
}

/** What a report asks with. */
export interface ReportQuestion<T extends GoFlagTable> {
  readonly flags: ReportFlags<T>;
  /** The argument before the number of servers. */
  readonly argument: string | undefined;
  /** Asks all servers that are meant; throws if none answers. */
  readonly every: AskEvery;
  /** The same for what is no endpoint: its subject after `$SYS.REQ.`. */
  readonly everyAnswer: (subject: string) => Promise<Answer[]>;
}

export function reportCommand<const T extends GoFlagTable, Data>(
  definition: ReportDefinition<T, Data>,
): ClientCommand<typeof reportFlags & T> {
  const { topic = 'server', name, first = {}, aliases = [] } = definition;
  const topics = topic === 'account' ? ['account', 'a'] : [topic];
  const firsts = Object.keys(first).length;
  return clientCommand<typeof reportFlags & T>({
    name: `${topic} report ${name}`,
    summary: definition.summary,
    examples: definition.examples.map((example) => `${topic} report ${example}`),
    args: { ...first, 'servers?': 'how many servers to wait for' },
    aliases: topics
      .flatMap((each) => [`${each} report`, `${each} rep`])
      .flatMap((before) => [name, ...aliases].map((each) => `${before} ${each}`))
      .slice(1),
    flags: { ...reportFlags, ...definition.flags },
    run: async (line, io) => {
      // The table is both tables.
      const flags = line.flags as ReportFlags<T> & GoFlagValues<typeof reportFlags>;
      const expect = expectedServers(line.args[firsts]);
      const filter = filterOf({
        name: flags.host,
        cluster: flags.cluster,
        host: undefined,
        tags: flags.tags,
      });
      const watchMs = 1000 * countFlag('watch', flags.watch, 0);
      return withSession({ flags, given: line.given }, io, async (session) => {
        const asked = { filter, expect, timeoutMs: timeoutOf(flags) };
        const question: ReportQuestion<T> = {
          flags,
          argument: firsts === 0 ? undefined : line.args[0],
          every: (endpoint, options) => everyServer(session, endpoint, { ...asked, options }),
          everyAnswer: (subject) => everyAnswer(session, subject, asked),
        };
        const show = async () => {
          const data = await definition.ask(question);
          const look = {
            isAscii: io.isAscii === true,
            isReversed: flags.reverse,
            columns: io.stdout.columns ?? 80,
          };
          return fitted(definition.text(data, flags, look), io.stdout.columns);
        };
        if (watchMs > 0) return repeat(show, watchMs, io);
        if (flags.json) {
          const data = await definition.ask(question);
          await printJson(io, definition.json === undefined ? data : definition.json(data));
        } else await io.stdout.write(await show());
        return 0;
      });
    },
  });
}

interface Asked {
  readonly options: object | undefined;
  readonly filter: ServerFilter | undefined;
  readonly expect: number | undefined;
  readonly timeoutMs: number;
}

async function everyServer<E extends keyof Endpoints>(
  session: Session,
  endpoint: E,
  { options, filter, expect, timeoutMs }: Asked,
): Promise<EndpointAnswer<E>[]> {
  const failures: string[] = [];
  const answers = await askAll(
    session,
    {
      endpoint,
      options: { ...filter, ...options },
      expect,
      timeoutMs,
    },
    (server, message) => failures.push(`${server.name}: ${message}`),
  );
  if (answers.length === 0) throw noAnswers(failures);
  return answers;
}

async function everyAnswer(
  session: Session,
  subject: string,
  { filter, expect, timeoutMs }: Omit<Asked, 'options'>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const failures: string[] = [];
  for await (const answer of ask(session, { subject, options: filter, expect, timeoutMs })) {
    const failure = errorOf(answer.body);
    if (failure === undefined) answers.push(answer);
    else failures.push(`${answer.server.name}: ${failure}`);
  }
  if (answers.length === 0) throw noAnswers(failures);
  return answers;
}

/** Sorts by a number, smallest first as natscli does: the biggest stand next to the prompt. */
export function sortedBy<T>(
  items: readonly T[],
  value: (item: T) => number | string,
  isReversed: boolean,
): T[] {
  const sign = isReversed ? -1 : 1;
  return [...items].sort((a, b) => {
    const [one, other] = [value(a), value(b)];
    return one === other ? 0 : one < other ? -sign : sign;
  });
}

/** A key is too long for a column: its beginning and its end. */
export function shortKey(key: string): string {
  return key.length > 23 ? `${key.slice(0, 10)}...${key.slice(-10)}` : key;
}
