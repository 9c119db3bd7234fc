/** `natsx top`: one server and its connections, looked at again and again. */
import { reverse } from 'node:dns/promises';
import { writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { NatsxError } from '../../base/errors.ts';
import { Session } from '../../nats-client/session.ts';
import { askAll } from '../../system-client/ask.ts';
import { takeSnapshot, type ServerSnapshot } from '../../system-client/server-snapshot.ts';
import { countFlag } from '../connection-flags.ts';
import { clientSettings, timeoutOf } from '../context-flags.ts';
import { type GoCommandLine, type GoFlagTable } from '../go-flags.ts';
import { LISTENER_RECONNECTS } from '../listening.ts';
import { Screen } from '../screen.ts';
import type { Surroundings } from '../surroundings.ts';
import { askingFlags, jsonFlag } from './system-command.ts';
import { pressed, promptOf, SORT_KEYS, TOP_HELP, type TopView } from './top-keys.ts';
import { topCells, topText, type TopLook } from './top-text.ts';

export const topFlags = {
  ...askingFlags,
  ...jsonFlag,
  conns: {
    type: 'integer',
    aliases: ['n'],
    value: 'n',
    description: 'How many connections to show',
    default: 1024,
  },
  interval: {
    type: 'integer',
    aliases: ['d'],
    value: 'seconds',
    description: 'Time between two looks',
    default: 1,
  },
  sort: {
    type: 'string',
    value: 'key',
    description: `Sort by ${SORT_KEYS.join(', ')}`,
    options: SORT_KEYS,
    default: 'cid',
  },
  lookup: { type: 'boolean', description: 'Look up the names of clients' },
  output: {
    type: 'string',
    aliases: ['o'],
    value: 'file',
    description: 'Write what one look shows to a file (- is stdout), and end',
  },
  delimiter: {
    type: 'string',
    value: 'text',
    description: 'What stands between the cells of --output, for a spreadsheet',
  },
  raw: { type: 'boolean', aliases: ['b'], description: 'Numbers as they are' },
  'max-refresh': {
    type: 'integer',
    aliases: ['r'],
    value: 'n',
    description: 'End after so many looks',
    default: -1,
  },
  subs: { type: 'boolean', description: 'Show the subscriptions of connections' },
} as const satisfies GoFlagTable;

export async function top(line: GoCommandLine<typeof topFlags>, io: Surroundings): Promise<number> {
  const { flags } = line;
  const view: TopView = {
    sort: flags.sort,
    limit: countFlag('conns', flags.conns, 1),
    hasSubscriptions: flags.subs,
    hasNames: flags.lookup,
    isRaw: flags.raw,
    hasRates: false,
    hasHelp: false,
    question: undefined,
    complaint: '',
  };
  const intervalMs = 1000 * countFlag('interval', flags.interval, 1);
  const session = await Session.open(
    await clientSettings(line, io, { name: 'natsx top', reconnects: LISTENER_RECONNECTS }),
  );
  try {
    const timeoutMs = timeoutOf(flags);
    const server = await serverOf(session, line.args[0], timeoutMs);
    const watch = new TopWatch({ session, server, timeoutMs }, view);
    if (flags.output !== undefined) {
      const text = await watch.written(flags.delimiter ?? '');
      if (flags.output === '-') await io.stdout.write(text);
      else await writeFile(flags.output, text, { mode: 0o600 });
      return 0;
    }
    const refreshes = flags['max-refresh'] > 0 ? flags['max-refresh'] : Infinity;
    return await watch.show({ intervalMs, refreshes, isJson: flags.json }, io);
  } finally {
    await session.close();
  }
}

/** The id of the server with this name or id; of the one that is connected to if there is none. */
async function serverOf(
  session: Session,
  name: string | undefined,
  timeoutMs: number,
): Promise<string> {
  if (name === undefined) return session.connection.info!.server_id;
  if (/^N[A-Z2-7]{55}$/.test(name)) return name;
  const options = { server_name: name, exact_match: true };
  const [answer] = await askAll(session, { endpoint: 'STATSZ', options, timeoutMs, expect: 1 });
  if (answer !== undefined) return answer.server.id;
  throw new NatsxError('ERR_NOT_FOUND', `no server ${JSON.stringify(name)} has answered`, {
    suggestions: ['natsx server list shows those that do'],
  });
}

interface Where {
  readonly session: Session;
  readonly server: string;
  readonly timeoutMs: number;
}

class TopWatch {
  readonly #where: Where;
  #view: TopView;
  #snapshot: ServerSnapshot | undefined;
  /** Why the last look has failed. */
  #note = '';
  /** Names of addresses; that of one that is being looked up is undefined. */
  readonly #names = new Map<string, string | undefined>();

  constructor(where: Where, view: TopView) {
    this.#where = where;
    this.#view = view;
  }

  /** One look, as text for a file. */
  async written(delimiter: string): Promise<string> {
    const snapshot = await this.#look();
    if (this.#view.hasNames) await this.#lookUpNames(snapshot);
    const look = this.#lookOf();
    return delimiter === '' ? topText(snapshot, look) : topCells(snapshot, look, delimiter);
  }

  async show(
    {
      intervalMs,
      refreshes,
      isJson,
    }: { readonly intervalMs: number; readonly refreshes: number; readonly isJson: boolean },
    io: Surroundings,
  ): Promise<number> {
    const screen = new Screen(io.stdout);
    const stop = new AbortController();
    let pause = new AbortController();
    const release = io.keys?.((key) => {
      if (key === 'q' && this.#view.question === undefined) stop.abort();
      const before = this.#view;
      this.#view = pressed(before, key);
      // What the server is asked for has changed.
      if (this.#view.sort !== before.sort || this.#view.limit !== before.limit) pause.abort();
      if (this.#view.hasSubscriptions !== before.hasSubscriptions) pause.abort();
      if (!stop.signal.aborted) void screen.draw(this.#text());
    });
    void io.interrupted().then(() => stop.abort());
    const { session } = this.#where;
    void session.ended.then(() => stop.abort());
    try {
      const isOver = () => stop.signal.aborted;
      for (let count = 0; count < refreshes && !isOver(); count++) {
        if (count > 0) {
          pause = new AbortController();
          const signal = AbortSignal.any([stop.signal, pause.signal]);
          await wait(intervalMs, undefined, { signal }).catch(() => undefined); // Aborted.
        }
        if (isOver()) break;
        await this.#lookAgain();
        if (isJson) await io.stdout.write(`${JSON.stringify(jsonOf(this.#snapshot!))}\n`);
        else await screen.draw(this.#text());
      }
      if (session.connection.isClosed()) throw await session.ended;
      return 0;
    } finally {
      release?.();
      await screen.close();
    }
  }

  /** The first look must succeed; later ones may fail while a server is being restarted. */
  async #lookAgain(): Promise<void> {
    try {
      const snapshot = await this.#look();
      this.#note = '';
      // Asking for names takes its time, and the next look shows them.
      if (this.#view.hasNames) void this.#lookUpNames(snapshot);
    } catch (error) {
      if (this.#snapshot === undefined || !(error instanceof NatsxError)) throw error;
      this.#note = error.message;
    }
  }

  async #look(): Promise<ServerSnapshot> {
    const { session, server, timeoutMs } = this.#where;
    const { sort, limit, hasSubscriptions } = this.#view;
    const settings = { server, timeoutMs, sort, limit, hasSubscriptions };
    return (this.#snapshot = await takeSnapshot(session, settings, this.#snapshot));
  }

  #text(): string {
    if (this.#view.hasHelp) return TOP_HELP;
    if (this.#snapshot === undefined) return 'Asking the server ...';
    const around = { note: this.#note, prompt: promptOf(this.#view) };
    return topText(this.#snapshot, this.#lookOf(), around);
  }

  #lookOf(): TopLook {
    const { isRaw, hasSubscriptions, hasRates, hasNames } = this.#view;
    const nameOf = hasNames ? (ip: string) => this.#names.get(ip) : undefined;
    return { isRaw, hasSubscriptions, hasRates, nameOf };
  }

  async #lookUpNames({ connections }: ServerSnapshot): Promise<void> {
    const unknown = new Set(connections.map(({ ip }) => ip));
    for (const ip of unknown) if (this.#names.has(ip)) unknown.delete(ip);
    await Promise.all(
      [...unknown].map(async (ip) => {
        this.#names.set(ip, undefined);
        const [name] = await reverse(ip).catch(() => []); // It has none.
        this.#names.set(ip, name);
      }),
    );
  }
}

function jsonOf({ varz, connections, rates, connectionRates }: ServerSnapshot): object {
  return {
    server: varz,
    rates,
    connections: connections.map((each) => ({ ...each, rates: connectionRates.get(each.cid) })),
  };
}
