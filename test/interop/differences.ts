// Where natsx and a nats-server that it is compared with do not answer alike, and why that is so. Everything else must
// be equal byte for byte. docs/differences.md tells the same to people; a test keeps the two lists together.
import { isAtLeast } from '../support/peers.ts';
import type { Transcript } from './player.ts';

export interface Difference {
  /** Its heading in docs/differences.md. */
  readonly id: string;
  readonly what: string;
  readonly why: string;
  /** nats-server has behaved as natsx does since this version; absent: no version does. */
  readonly until?: string;
  /** Makes the frames of one connection the same on both sides. */
  readonly normalise?: (frames: readonly string[]) => string[];
  /** The session that shows it, for what older releases do otherwise: the day it does not, the entry goes. */
  readonly example?: string;
  /** Sessions the peer plays otherwise as a whole: what natsx must answer there, after INFO. */
  readonly sessions?: Readonly<Record<string, Transcript>>;
}

const invalidPublishSubject = "-ERR 'Invalid Publish Subject'\r\n";
const current = '2.12.0';
const followsCurrent = 'natsx follows the current nats-server.';

export const differences: readonly Difference[] = [
  {
    id: 'info-fields',
    what: 'INFO has no `api_lvl` and no `git_commit`.',
    why: '`api_lvl` is the level of the JetStream API, which natsx does not serve. `git_commit` is left out by builds without one too, Debian’s among them.',
    normalise: (frames) => withoutInfoFields(frames, /,"(api_lvl|git_commit)":("[^"]*"|\d+)/g),
  },
  {
    id: 'info-xkey',
    what: 'INFO has `xkey`, the server’s curve key.',
    why: `2.9.10 has none. ${followsCurrent}`,
    until: '2.10.0',
    example: 'nothing sent but a PING',
    normalise: (frames) => withoutInfoFields(frames, /,"xkey":"[^"]*"/g),
  },
  {
    id: 'connect-info',
    what: 'After the first PONG to a client with protocol 1 comes an INFO with `connect_info`.',
    why: `2.9.10 sends none. ${followsCurrent}`,
    until: current,
    example: 'protocol 1: the first PING',
    normalise: (frames) =>
      frames.filter((frame) => !(isInfo(frame) && frame.includes('"connect_info":true'))),
  },
  {
    id: 'no-responders-subject',
    what: 'The 503 of no responders names the subject in a `Nats-Subject` header.',
    why: `2.9.10 sends the status line alone. ${followsCurrent}`,
    until: current,
    example: 'nobody answers',
    normalise: (frames) =>
      frames.map((frame) =>
        frame.replace(
          /^(HMSG \S+ \S+) \d+ \d+\r\nNATS\/1\.0 503\r\nNats-Subject: [^]*\r\n\r\n\r\n$/,
          '$1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n',
        ),
      ),
  },
  {
    id: 'second-connect',
    what: 'A second CONNECT ends the subscriptions made before it.',
    why: `2.9.10 keeps them. ${followsCurrent}`,
    until: current,
    sessions: {
      'a second CONNECT and the subscriptions before it': { a: ['PONG\r\n', '<open>'] },
      'a second CONNECT and a sid used before': {
        a: ['MSG bar 1 1\r\ny\r\n', 'PONG\r\n', '<open>'],
      },
    },
  },
  {
    id: 'reserved-subjects',
    what: 'Clients may not publish to `$GR.…` and `$NRG.…`, nor give a reply of `$GR.…`.',
    why: `2.9.10 lets them. ${followsCurrent}`,
    until: current,
    sessions: {
      'the reply $GR.a.b': {
        a: [
          `-ERR 'Permissions Violation for Publish with Reply of "$GR.a.b"'\r\n`,
          'MSG foo 1 ok 1\r\ny\r\n',
          'PONG\r\n',
          '<open>',
        ],
      },
      ...Object.fromEntries(
        ['$GR.a.b', '$NRG.x', '$NRG.'].map((subject) => [
          `the subject ${subject}`,
          {
            a: [
              `-ERR 'Permissions Violation for Publish to "${subject}"'\r\n`,
              'MSG foo 1 1\r\ny\r\n',
              'PONG\r\n',
              '<open>',
            ],
          },
        ]),
      ),
    },
  },
  {
    id: 'connect-remote-account',
    what: 'A CONNECT whose `remote_account` is no string ends the connection.',
    why: `2.9.10 does not know the field and ignores it. ${followsCurrent}`,
    until: current,
    sessions: Object.fromEntries(
      ['bool', 'number', 'object', 'array'].map((type) => [
        `CONNECT with remote_account of type ${type}`,
        { a: ['<closed by the server>'] },
      ]),
    ),
  },
  {
    id: 'queue-denial',
    what: 'What is denied to a queue group is kept from its members, and what is denied to all from all.',
    why: `2.9.10 lets messages through that are denied to a group, and forgets a denial to all beside one to a group. ${followsCurrent}`,
    until: current,
  },
  {
    id: 'permissions-cover',
    what: 'A subscription must be covered by the rule that allows it: `foo.*` does not allow `foo.>`.',
    why: 'nats-server takes the `>` for a token that `*` covers; the client then hears `foo.a.b`, which nobody allowed.',
  },
  {
    id: 'nonce-again',
    what: 'The INFO after the first PONG repeats the nonce.',
    why: 'Clients that keep the last INFO alone could not sign a second CONNECT.',
    normalise: (frames) =>
      frames.map((frame) =>
        frame.includes('"connect_info":true') ? frame.replace(/,"nonce":"[^"]*"/, '') : frame,
      ),
  },
  {
    id: 'gone-users',
    what: "A client whose user is gone after a reload is told `-ERR 'Authorization Violation'`, as one with a wrong password.",
    why: 'nats-server only closes it; whoever reads the client’s log does not learn why.',
  },
  {
    id: 'answers-anew',
    what: 'With allow_responses, a request that has the same reply as one before may be answered as often as that one.',
    why: 'nats-server counts the second request itself as an answer.',
  },
  {
    id: 'failed-logins-wait',
    what: 'Who fails to log in again and again, waits for the answer: up to a second.',
    why: 'So that passwords are not tried out at the speed of the network.',
  },
  {
    id: 'violations-once',
    what: 'A permission violation is logged once for each subject of a connection, and at most 128 times.',
    why: 'A client that repeats what it may not, or tries out names, must not fill the log. It is told each time.',
  },
  {
    id: 'pedantic-once',
    what: "A pedantic client is told `-ERR 'Invalid Publish Subject'` once for a message.",
    why: 'nats-server reads the line of a PUB again when the payload comes in a later read, and says it again; how bytes were cut must not show.',
    normalise: (frames) =>
      frames.filter((frame, at) => frame !== invalidPublishSubject || frames[at - 1] !== frame),
  },
  {
    id: 'after-client-error',
    what: 'What a client sends after an `-ERR` of its own is dropped.',
    why: 'nats-server ends the connection too, but still works off what came in the same read; how bytes were cut must not show.',
    sessions: {
      'nothing is worked off after -ERR': {
        b: ['PONG\r\n', 'MSG foo 1 1\r\nx\r\n', 'PONG\r\n', '<open>'],
        a: ['<closed by the server>'],
      },
    },
  },
];

/** The differences from a peer of this version. */
export function differencesFrom(version: string): readonly Difference[] {
  return differences.filter(({ until }) => until === undefined || !isAtLeast(version, until));
}

/** A transcript with all that is allowed to differ made the same. */
export function normalised(transcript: Transcript, list: readonly Difference[]): Transcript {
  return Object.fromEntries(
    Object.entries(transcript).map(([on, frames]) => [on, normaliseFrames(frames, list)]),
  );
}

function normaliseFrames(
  frames: readonly string[],
  list: readonly Difference[],
): readonly string[] {
  return list.reduce((left, { normalise }) => normalise?.(left) ?? left, frames);
}

function withoutInfoFields(frames: readonly string[], fields: RegExp): string[] {
  return frames.map((frame) => (isInfo(frame) ? frame.replace(fields, '') : frame));
}

function isInfo(frame: string): boolean {
  return frame.startsWith('INFO {');
}
