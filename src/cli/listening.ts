/** What sub, qsub, reply and events share: listen on subjects until told to stop, through lost connections. */
import type { Msg, Subscription } from '@nats-io/transport-node';
import { toNatsxError } from '../nats-client/client-error.ts';
import type { ConnectionSettings } from '../nats-client/connect.ts';
import { Session } from '../nats-client/session.ts';
import { logPrefix } from './log-prefix.ts';
import type { Surroundings } from './surroundings.ts';

/** What Ctrl-C does: end the process, drain and exit with 0, or as nats-rply and nats-qsub: drain, say so, exit with 1. */
export type CtrlC = 'end' | 'drain' | 'drain and fail';

export interface Listening {
  readonly settings: ConnectionSettings;
  readonly subject: string | readonly string[];
  readonly queue?: string | undefined;
  /** How many messages to take; 0 = no limit. */
  readonly count: number;
  /** Said once the server knows the subscription. */
  readonly announcement: string;
  /** Whether lines have the time before them, from the announcement on. */
  readonly timestamps: boolean;
  readonly ctrlC: CtrlC;
  onMessage(message: Msg, number: number): Promise<void>;
}

/** A second between dials, for ten minutes, as the Go tools. */
export const LISTENER_RECONNECTS = 600;

/** Listens until the count is reached, Ctrl-C, or the connection is lost for good; resolves with the exit code. */
export async function listen(listening: Listening, io: Surroundings): Promise<number> {
  let isListening = false;
  const log = (text: string) =>
    io.stderr.write(`${isListening && listening.timestamps ? logPrefix(io.now()) : ''}${text}\n`);
  const session = await Session.open(listening.settings, {
    // Before, a complaint ends the program, which prints it.
    onComplaint: ({ message }) => void (isListening && log(message)),
    onDisconnect: (reason) =>
      void log(`Disconnected due to: ${reason}, will attempt reconnects for 10m`),
    onReconnect: (url) => void log(`Reconnected [${url}]`),
  });
  try {
    const subscriptions = await subscribe(session, listening);
    let isInterrupted = false as boolean;
    const onCtrlC = async () => {
      isInterrupted = true;
      if (listening.ctrlC === 'drain and fail') {
        await log('');
        await log('Draining...');
      }
      await Promise.all(subscriptions.map((each) => session.drain(each)));
    };
    if (listening.ctrlC !== 'end') void io.interrupted().then(onCtrlC);

    // After Ctrl-C has its meaning: who reads this may press it.
    await log(listening.announcement);
    isListening = true;

    const received = await receive(subscriptions, listening);
    if (isInterrupted || (listening.count > 0 && received >= listening.count)) {
      await session.finish();
      if (!isInterrupted || listening.ctrlC === 'drain') return 0;
      await log('Exiting');
      return 1;
    }
    const { message } = await session.ended;
    await log(`Exiting: ${message}`);
    return 1;
  } finally {
    // A failure would otherwise leave a connection that comes back for ten minutes.
    await session.close();
  }
}

async function subscribe(session: Session, listening: Listening): Promise<Subscription[]> {
  const { subject, queue, count } = listening;
  const options = {
    ...(queue === undefined ? {} : { queue }),
    ...(count === 0 ? {} : { max: count }),
  };
  try {
    const subscriptions = [subject]
      .flat()
      .map((each) => session.connection.subscribe(each, options));
    await session.flush();
    return subscriptions;
  } catch (error) {
    throw toNatsxError(error);
  }
}

/** Hands the messages on, those of a subject one after the other; returns how many when the subscriptions have ended. */
async function receive(
  subscriptions: readonly Subscription[],
  listening: Listening,
): Promise<number> {
  let received = 0;
  const receiveFrom = async (subscription: Subscription) => {
    for await (const message of subscription) {
      received++;
      await listening.onMessage(message, received);
    }
  };
  try {
    await Promise.all(subscriptions.map(receiveFrom));
  } catch (error) {
    throw toNatsxError(error);
  }
  return received;
}
