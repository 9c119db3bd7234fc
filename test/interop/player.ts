// Plays a session to a server and writes down what each connection received, frame by frame, and how it ended. What
// differs between any two runs (ids, addresses, versions) is masked.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { RawClient } from '../support/raw-client.ts';
import type { Session, Step } from './session.ts';

/** What each connection received, in order; the last entry tells how it ended. */
export type Transcript = Readonly<Record<string, readonly string[]>>;

export interface Player {
  readonly port: number;
  /** Called between two writes on a connection: gives the server the time to read the first on its own. */
  readonly pause: () => Promise<void>;
}

/** Cuts what a send step sends into pieces. */
export type Cut = (step: number, bytes: string) => readonly string[];

export const whole: Cut = (_, bytes) => [bytes];
export const singleBytes: Cut = (_, bytes) => Array.from(bytes);
export const cutAt =
  (at: number, position: number): Cut =>
  (step, bytes) =>
    step === at ? [bytes.slice(0, position), bytes.slice(position)] : [bytes];

/** How long a server may take for anything; it is only waited for when something is wrong. */
const waitMs = 4000;

/** A player for a server of this very process: a turn of the event loop lets it read. */
export function ownPlayer(port: number): Player {
  return {
    port,
    pause: async () => {
      await nextTurn();
      await nextTurn();
    },
  };
}

export async function play(
  session: Session,
  player: Player,
  cut: Cut = whole,
): Promise<Transcript> {
  const lines = new Map<string, Line>();
  try {
    for (const [index, step] of session.steps.entries()) {
      const before = session.steps[index - 1];
      if (step.type === 'send' && before?.type === 'send' && before.on === step.on)
        await player.pause();
      if (step.type === 'open') lines.set(step.on, await Line.open(player.port));
      else await lines.get(step.on)!.play(step, (bytes) => cut(index, bytes), player.pause);
    }
    const transcript: Record<string, string[]> = {};
    for (const [name, line] of lines) transcript[name] = await line.finish();
    return transcript;
  } catch (cause) {
    const where = `port ${player.port}, "${session.name}", ${JSON.stringify(session.steps)}`;
    throw new Error(`${where}: ${String(cause)}`, { cause });
  } finally {
    for (const line of lines.values()) line.destroy();
  }
}

/** One connection of a session. */
class Line {
  readonly #client: RawClient;
  #pongs = 0;

  static async open(port: number): Promise<Line> {
    return new Line(await RawClient.connect(port, { waitMs, answerPings: false, keepInfo: true }));
  }

  private constructor(client: RawClient) {
    this.#client = client;
  }

  async play(
    step: Exclude<Step, { type: 'open' }>,
    cut: (bytes: string) => readonly string[],
    pause: () => Promise<void>,
  ): Promise<void> {
    switch (step.type) {
      case 'send':
        this.#pongs += step.pongs;
        return this.#send(cut(step.bytes), pause);
      case 'settle':
        this.#pongs += 1;
        await this.#send(['PING\r\n'], pause);
        return this.#waitForPongs();
      case 'pongs':
        return this.#waitForPongs();
      case 'closed':
        return this.#client.waitFor(() => false, 'the end of the connection', { orClosed: true });
    }
  }

  /** Leaves, and gives what was received with the server's own PINGs left out. */
  async finish(): Promise<string[]> {
    const end = this.#client.isClosed ? '<closed by the server>' : '<open>';
    await this.#client.close();
    const frames = this.#client.takeFrames().filter((frame) => frame !== 'PING\r\n');
    const pongs = frames.filter(isPong).length;
    if (end === '<open>' && pongs !== this.#pongs) {
      throw new Error(
        `the session says that ${this.#pongs} PONGs come, there were ${pongs}: ${frames.join('')}`,
      );
    }
    return [...frames.map(mask), end];
  }

  destroy(): void {
    this.#client.destroy();
  }

  #waitForPongs(): Promise<void> {
    const all = (frames: readonly string[]) => frames.filter(isPong).length >= this.#pongs;
    return this.#client.waitFor(all, `PONG number ${this.#pongs}`, { orClosed: true });
  }

  async #send(pieces: readonly string[], pause: () => Promise<void>): Promise<void> {
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) await pause();
      // Writing into an ended connection would only make the kernel drop what is still unread.
      if (this.#client.isClosed) return;
      this.#client.send(piece);
    }
  }
}

function isPong(frame: string): boolean {
  return frame === 'PONG\r\n';
}

/** What two servers, or one started twice, never have in common. */
const unstable = new Set([
  'server_id',
  'server_name',
  'version',
  'go',
  'git_commit',
  'host',
  'port',
  'client_id',
  'client_ip',
  'nonce',
  'xkey',
]);

/** INFO with what is unstable masked and its keys kept, in order; every other frame as it is. */
function mask(frame: string): string {
  if (!frame.startsWith('INFO {')) return frame;
  const info = JSON.parse(frame.slice('INFO '.length)) as Record<string, unknown>;
  const masked = Object.entries(info).map(([key, value]) => [
    key,
    unstable.has(key) ? `<${typeof value}>` : value,
  ]);
  const tail = /\}([^}]*)$/.exec(frame)![1]!;
  return `INFO ${JSON.stringify(Object.fromEntries(masked))}${tail}`;
}
