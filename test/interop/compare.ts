// Plays a session to natsx and to a peer and tells how their answers differ.
import { normalised, type Difference } from './differences.ts';
import { play, type Cut, type Transcript } from './player.ts';
import type { Servers } from './servers.ts';
import type { Session } from './session.ts';

export interface Answers {
  readonly ours: Transcript;
  readonly theirs: Transcript;
}

export async function playBoth(
  own: Servers,
  peers: Servers,
  session: Session,
  cut?: Cut,
): Promise<Answers> {
  return {
    ours: await play(session, await own.player(session.settings), cut),
    theirs: await play(session, await peers.player(session.settings), cut),
  };
}

/** What is wrong with our answer, or `undefined` if it equals theirs but for the listed differences. */
export function mismatch(
  { ours, theirs }: Answers,
  list: readonly Difference[],
  session: Session,
): string | undefined {
  const [actual, expected] = [normalised(ours, list), normalised(theirs, list)];
  if (JSON.stringify(actual) === JSON.stringify(expected)) return undefined;
  return story(actual, expected, session);
}

/** Both answers, connection by connection and one frame a line, and the session as one can replay it. */
export function story(actual: Transcript, expected: Transcript, session: Session): string {
  const lines = Object.keys(expected).flatMap((on) => [
    `connection ${on}, natsx:`,
    ...(actual[on] ?? []).map((frame) => `  + ${JSON.stringify(frame)}`),
    `connection ${on}, as it should be:`,
    ...expected[on]!.map((frame) => `  - ${JSON.stringify(frame)}`),
  ]);
  return [
    `the answers to "${session.name}" differ`,
    ...lines,
    `REPLAY='${replayText(session)}'`,
  ].join('\n');
}

/** A session as text for the environment variable REPLAY: quotes and backslashes survive a shell's single quotes. */
export function replayText({ settings, steps }: Session): string {
  return JSON.stringify({ settings, steps }).replaceAll("'", '\\u0027');
}

/** The session of a `replayText`. */
export function replayed(text: string): Session {
  // A cast: it was written by replayText, and a mistyped one fails at once.
  const { settings, steps } = JSON.parse(text) as Pick<Session, 'settings' | 'steps'>;
  return { name: 'replayed', isSplit: false, settings, steps };
}
