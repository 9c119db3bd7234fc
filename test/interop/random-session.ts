// Makes up sessions. They hold nothing whose outcome is left to chance: every queue group has one member, every message
// has a payload of its own (so that copies of one message, whose order is nobody's promise, can be told apart from
// messages, whose order is), and each connection waits for its PONG before the next one acts.
import fc from 'fast-check';
import type { Transcript } from './player.ts';
import { open, pongs, send, type Session, type Step } from './session.ts';

/** What a client does in one write; `payload` is different for every one of a session. */
type Action = (on: string, payload: string) => string;

const connections = ['a', 'b', 'c'] as const;
const subjects = [
  'foo',
  'foo.bar',
  'foo.bar.baz',
  'bar',
  'bar.foo',
  'foo.',
  '.foo',
  'a.b.c.d',
  '$SYS.x',
  'foo*',
  '_GR_.a.b',
];
const patterns = [
  ...subjects,
  '*',
  '>',
  'foo.*',
  '*.bar',
  'foo.>',
  '*.*',
  'in.>',
  'foo.*.baz',
  '>.foo',
  'foo..bar',
];
const replies = ['in.a', 'in.b', 'in.x', '_R_.x', '$JS.ACK.x', 'foo'];
const blanks = [' ', '  ', '\t', ' \t '];
const ends = ['\r\n', '\r\n', '\r\n', '\n'];
const headers = ['NATS/1.0\r\n\r\n', 'NATS/1.0\r\nA: b\r\n\r\n', 'garbage', ''];
/** Lines after which a server ends the connection. */
const blunders = [
  'FOO\r\n',
  'PUB foo\r\n',
  'PUB foo -1\r\n',
  'PUB foo 1\r\nxyz\r\n',
  'PUB foo 99999999\r\n',
  'SUB\r\n',
  'SUB a b c d\r\n',
  'UNSUB\r\n',
  'HPUB foo 5 3\r\n',
  'CONNECT {\r\n',
  'INFO x\r\n',
  'CONNECT {"protocol":9}\r\n',
  '\r\n',
  'MSG a 1 1\r\nx\r\n',
];

const blank = fc.constantFrom(...blanks);
const end = fc.constantFrom(...ends);
const sid = fc.constantFrom('1', '2', '3', 'x');
const verb = (name: string) => fc.constantFrom(name, name, name.toLowerCase());
const maybe = (values: readonly string[]) => fc.option(fc.constantFrom(...values), { nil: '' });

const subscribe: fc.Arbitrary<Action> = fc
  .tuple(verb('SUB'), blank, fc.constantFrom(...patterns), fc.boolean(), sid, end)
  .map(([sub, gap, subject, isQueue, id, nl]) => (on: string) => {
    const queue = isQueue ? `q${on}${id}` : '';
    return [sub, subject, queue, id].filter((word) => word !== '').join(gap) + nl;
  });

const unsubscribe: fc.Arbitrary<Action> = fc
  .tuple(verb('UNSUB'), blank, sid, maybe(['0', '1', '2', '3', '-1', 'x']), end)
  .map(
    ([unsub, gap, id, max, nl]) =>
      () =>
        [unsub, id, max].filter((word) => word !== '').join(gap) + nl,
  );

const publish: fc.Arbitrary<Action> = fc
  .tuple(verb('PUB'), blank, fc.constantFrom(...subjects), maybe(replies), fc.nat(40), end)
  .map(([pub, gap, subject, reply, more, nl]) => (_: string, payload: string) => {
    const body = payload + '.'.repeat(more);
    const words = [pub, subject, reply, String(body.length)].filter((word) => word !== '');
    return `${words.join(gap)}${nl}${body}\r\n`;
  });

const publishWithHeaders: fc.Arbitrary<Action> = fc
  .tuple(
    verb('HPUB'),
    blank,
    fc.constantFrom(...subjects),
    maybe(replies),
    fc.constantFrom(...headers),
    end,
  )
  .map(([hpub, gap, subject, reply, header, nl]) => (_: string, payload: string) => {
    const sizes = [String(header.length), String(header.length + payload.length)];
    const words = [hpub, subject, reply, ...sizes].filter((word) => word !== '');
    return `${words.join(gap)}${nl}${header}${payload}\r\n`;
  });

const noise: fc.Arbitrary<Action> = fc
  .constantFrom('PONG\r\n', '+OK\r\n', 'INFO {}\r\n', 'pong\n')
  .map((text) => () => text);
const blunder: fc.Arbitrary<Action> = fc.constantFrom(...blunders).map((text) => () => text);

const action = fc.oneof(
  { arbitrary: subscribe, weight: 30 },
  { arbitrary: publish, weight: 40 },
  { arbitrary: publishWithHeaders, weight: 12 },
  { arbitrary: unsubscribe, weight: 12 },
  { arbitrary: noise, weight: 3 },
  { arbitrary: blunder, weight: 1 },
);

/** CONNECT with any of the options that change what is sent; `undefined` is no CONNECT at all. */
const greeting = fc.option(
  fc.record(
    {
      verbose: fc.boolean(),
      pedantic: fc.boolean(),
      echo: fc.boolean(),
      headers: fc.constant(true),
      no_responders: fc.boolean(),
      protocol: fc.constantFrom(0, 1),
    },
    { requiredKeys: ['headers'] },
  ),
  { nil: undefined, freq: 8 },
);

/** One turn: a connection sends some actions in one write. */
const turn = fc.record({
  on: fc.constantFrom(...connections),
  actions: fc.array(action, { minLength: 1, maxLength: 4 }),
});

export const randomSession: fc.Arbitrary<Session> = fc
  .tuple(fc.tuple(greeting, greeting, greeting), fc.array(turn, { minLength: 1, maxLength: 12 }))
  .map(([greetings, turns]) => {
    const greetingOf = (on: string) => greetings[connections.findIndex((name) => name === on)];
    const steps: Step[] = [];
    const isOpen = new Set<string>();
    const write = (on: string, bytes: string) =>
      steps.push(send(on, `${bytes}PING\r\n`, 1), pongs(on));
    let messages = 0;
    for (const { on, actions } of turns) {
      if (!isOpen.has(on)) {
        isOpen.add(on);
        steps.push(open(on));
        const options = greetingOf(on);
        write(on, options === undefined ? '' : `CONNECT ${JSON.stringify(options)}\r\n`);
      }
      write(on, actions.map((act) => act(on, `<${(messages += 1)}>`)).join(''));
    }
    // What the others caused last has come on each connection when its PONG has.
    for (const on of isOpen) write(on, '');
    return { name: 'a random session', settings: {}, isSplit: false, steps };
  });

/**
 * Puts what a server may order as it likes into one order: the copies of one message for several subscriptions of a
 * connection, and which of several matching sids a 503 names.
 */
export function inOneOrder(transcript: Transcript): Transcript {
  return Object.fromEntries(
    Object.entries(transcript).map(([on, frames]) => [on, sortCopies(frames.map(maskSid))]),
  );
}

function sortCopies(frames: readonly string[]): string[] {
  const runs: { message: string | undefined; copies: string[] }[] = [];
  for (const frame of frames) {
    const message = /^H?MSG [^]*(<\d+>)/.exec(frame)?.[1];
    const last = runs.at(-1);
    if (last !== undefined && message !== undefined && last.message === message)
      last.copies.push(frame);
    else runs.push({ message, copies: [frame] });
  }
  return runs.flatMap(({ copies }) => copies.sort());
}

function maskSid(frame: string): string {
  return frame.replace(/^(HMSG \S+) \S+ (?=\d+ \d+\r\nNATS\/1\.0 503\r\n)/, '$1 <sid> ');
}
