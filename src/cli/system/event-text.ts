/** What happens in a deployment, for people: a block for each event, or a line; titles and labels are jsm.go's. */
import { formatByteSize } from '../../nats-client/bench/byte-size.ts';
import { formatCount } from '../../nats-client/bench/format.ts';
import { oneLine } from '../table.ts';
import { shortRtt } from './units.ts';

/** An event as its JSON says it. Who sends it is anybody's guess, so nothing in it is taken for granted. */
export type EventBody = Readonly<Record<string, unknown>>;

interface View {
  readonly title: string;
  /** What a line says after the time. */
  readonly line: string;
  /** Rows under a title each; the first has none. */
  readonly sections: readonly (readonly [title: string, rows: Rows])[];
}

type Rows = readonly (readonly [label: string, value: string])[];

/** Several lines, after an empty one. */
export function eventBlock(subject: string, event: EventBody): string {
  const { title, sections } = viewOf(subject, event);
  const id = text(event, 'id');
  const head = `[${timeOf(event)}] ${id === '' ? '' : `[${oneLine(id)}] `}${oneLine(title)}`;
  const shown = sections
    .map(([name, rows]) => [name, rows.filter(([, value]) => value !== '')] as const)
    .filter(([, rows]) => rows.length > 0);
  const width = Math.max(0, ...shown.flatMap(([, rows]) => rows.map(([label]) => label.length)));
  const blocks = shown.map(([name, rows]) => {
    const lines = rows.map(([label, value]) => `${label.padStart(width + 3)}: ${oneLine(value)}\n`);
    return `${name === '' ? '' : `   ${name}:\n`}${lines.join('')}`;
  });
  return `\n${head}\n\n${blocks.join('\n')}`;
}

/** One line. */
export function eventLine(subject: string, event: EventBody): string {
  return `${timeOf(event)} ${oneLine(viewOf(subject, event).line)}\n`;
}

function viewOf(subject: string, event: EventBody): View {
  if (subject.endsWith('.CLIENT.AUTH.ERR')) {
    return clientView('Authentication Error', event);
  }
  const type = text(event, 'type');
  if (type.endsWith('.client_connect')) return clientView('Client Connection', event);
  if (type.endsWith('.client_disconnect')) return clientView('Client Disconnection', event);
  if (type.endsWith('.account_connections')) return accountView(event);
  if (subject.endsWith('.LEAFNODE.CONNECT')) return leafnodeView(event);
  if (subject.startsWith('$SYS.SERVER.')) {
    if (subject.endsWith('.SHUTDOWN')) return serverView('Server Shutdown', event);
    if (subject.endsWith('.LAMEDUCK')) return serverView('Server Lame Duck Mode', event);
  }
  return otherView(subject, event);
}

function clientView(title: string, event: EventBody): View {
  const client = part(event, 'client');
  const [user, id, account, reason] = [
    text(client, 'user'),
    text(client, 'id'),
    text(client, 'acc'),
    text(event, 'reason'),
  ];
  const who = `${user === '' ? '' : `user: ${user} `}cid: ${id} in account ${account}`;
  const why = reason === '' ? '' : `: ${reason}`;
  const isOver = event['received'] !== undefined;
  return {
    title,
    line: `[${title.replace('Client ', '')}] ${who}${why}`,
    sections: [
      ['', [['Reason', reason], ...serverRows(part(event, 'server'))]],
      [
        'Client',
        [
          ['ID', id],
          ['User', user],
          ['Name', text(client, 'name')],
          ['Account', account],
          ['Library Version', text(client, 'ver')],
          ['Language', text(client, 'lang')],
          ['Host', text(client, 'host')],
          ...(client['jwt'] === undefined ? [] : claimRows(client)),
          ['Client Kind', text(client, 'kind')],
          ['Client Type', text(client, 'client_type')],
        ],
      ],
      ...(isOver
        ? [
            [
              'Stats',
              [
                ['RTT', client['rtt'] === undefined ? '' : shortRtt(number(client, 'rtt') / 1e6)],
                ['Client Received', traffic(event, 'received')],
                ['Client Published', traffic(event, 'sent')],
              ],
            ] as const,
          ]
        : []),
    ],
  };
}

function claimRows(client: EventBody): Rows {
  return [
    ['Issuer Key', text(client, 'issuer_key')],
    ['Name Tag', text(client, 'name_tag')],
    ['Tags', listed(client, 'tags')],
  ];
}

function accountView(event: EventBody): View {
  const account = text(event, 'acc');
  const server = part(event, 'server');
  const count = (name: string) => formatCount(number(event, name));
  const [conns, leafnodes, slow] = [count('conns'), count('leafnodes'), count('slow_consumers')];
  const flow = (name: string) => {
    const { msgs, bytes } = numbers(event, name);
    return `${formatCount(msgs)} / ${formatByteSize(bytes)}`;
  };
  return {
    title: 'Account Status',
    line:
      `[Account] ${account} Server: ${text(server, 'name')} Connections: ${conns} ` +
      `Leaf Nodes: ${leafnodes} Slow: ${slow} Sent: ${flow('sent')} Received: ${flow('received')}`,
    sections: [
      [
        '',
        [
          ['Account', account],
          ...serverRows(server),
          ['Connections', conns],
          ['Leaf Nodes', leafnodes],
        ],
      ],
      [
        'Stats',
        [
          ['Received', traffic(event, 'received')],
          ['Published', traffic(event, 'sent')],
          ['Slow Consumers', slow],
        ],
      ],
    ],
  };
}

function leafnodeView(event: EventBody): View {
  const server = part(event, 'server');
  const account = text(event, 'acc');
  return {
    title: 'Leafnode Connection',
    line: `[Leafnode] account ${account} at server ${text(server, 'name')}`,
    sections: [['', [['Account', account], ...serverRows(server)]]],
  };
}

/** These are the server's own description, without anything around it. Older servers wrap it. */
function serverView(title: string, event: EventBody): View {
  const server = event['server'] === undefined ? event : part(event, 'server');
  const cluster = text(server, 'cluster');
  const where = cluster === '' ? '' : ` of cluster ${cluster}`;
  return {
    title,
    line: `[${title}] ${text(server, 'name')}${where}`,
    sections: [
      [
        '',
        [
          ...serverRows(server),
          ['ID', text(server, 'id')],
          ['Host', text(server, 'host')],
          ['Version', text(server, 'ver')],
        ],
      ],
    ],
  };
}

/** An event of JetStream, or one that we do not know: all that it says. */
function otherView(subject: string, event: EventBody): View {
  const title = titleOf(text(event, 'type'));
  const rows = Object.keys(event)
    .filter((name) => !['type', 'id', 'timestamp'].includes(name))
    .map((name) => [name, text(event, name)] as const);
  const said = rows.map(([name, value]) => `${name}: ${value}`).join(' ');
  return {
    title: title === '' ? subject : title,
    line: `[${title === '' ? subject : title}] ${said}`,
    sections: [['', [['Subject', subject], ...rows]]],
  };
}

/** `io.nats.jetstream.advisory.v1.stream_action` is a Stream Action. */
function titleOf(type: string): string {
  const words = type.split('.').at(-1)!.split('_');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}

function serverRows(server: EventBody): Rows {
  return [
    ['Server', text(server, 'name')],
    ['Cluster', text(server, 'cluster')],
  ];
}

/** The time of day as the event says it, in UTC. */
function timeOf(event: EventBody): string {
  const time =
    text(event, 'timestamp') || text(event, 'time') || text(part(event, 'server'), 'time');
  return /T(\d\d:\d\d:\d\d)/.exec(time)?.[1] ?? '--:--:--';
}

function traffic(event: EventBody, name: string): string {
  const { msgs, bytes } = numbers(event, name);
  return `${formatCount(msgs)} messages (${formatByteSize(bytes)})`;
}

function numbers(event: EventBody, name: string): { msgs: number; bytes: number } {
  const stats = part(event, name);
  return { msgs: number(stats, 'msgs'), bytes: number(stats, 'bytes') };
}

function part(event: EventBody, name: string): EventBody {
  const value = event[name];
  return typeof value === 'object' && value !== null ? (value as EventBody) : {};
}

function number(event: EventBody, name: string): number {
  const value = event[name];
  return typeof value === 'number' ? value : 0;
}

function listed(event: EventBody, name: string): string {
  const value = event[name];
  return Array.isArray(value) ? value.map(String).join(',') : '';
}

function text(event: EventBody, name: string): string {
  const value = event[name];
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
