/** `natsx up`: a secured deployment on this machine, from nothing, by one command. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NatsxError } from '../../base/errors.ts';
import type { Session } from '../../nats-client/session.ts';
import type { Overview } from '../../system-client/overview.ts';
import { addContexts } from '../../up/contexts.ts';
import { Deployment } from '../../up/deployment.ts';
import type { Engine, RunningServer } from '../../up/engine.ts';
import { writeConfigurations } from '../../up/files.ts';
import { identitiesOf } from '../../up/identities.ts';
import { clientUrls, layOut, type Layout } from '../../up/layout.ts';
import { Place } from '../../up/place.ts';
import { choosePorts } from '../../up/ports.ts';
import { natsServerProgram, natsxProgram, Programs } from '../../up/programs.ts';
import { firstMessage, openSystem, wholeOverview } from '../../up/reach.ts';
import { Running } from '../../up/running.ts';
import { contextsOf } from '../context-flags.ts';
import type { Surroundings } from '../surroundings.ts';
import { complaintsOf } from '../system/ping-table.ts';
import { compare } from './compare.ts';
import { interrupted, processEndings, type Endings } from './ending.ts';
import { exportTo } from './export.ts';
import { upRequest, type UpLine, type UpRequest } from './flags.ts';
import { upJson } from './json.ts';
import { saying, unlessQuick } from './progress.ts';
import { serversText, upText, type UpDeployment } from './text.ts';
import { watchTopology } from './watch.ts';

/** How long routes, gateways and leafnodes may take to be there. */
const LINKS_MS = 30_000;

export async function up(
  line: UpLine,
  io: Surroundings,
  endings: Endings = processEndings,
): Promise<number> {
  const request = upRequest(line);
  if (line.flags.compare) return compare(request, io, endings);
  const place = new Place(dataHome(io), request.name);
  if (line.flags.export !== undefined) return exportTo(line.flags.export, request, place, io);
  const engine = await engineOf(request, io);
  const stop = new AbortController();
  let deployment: Deployment | undefined;
  const release = endings({
    onSignal: () => {
      // Who asks twice can't wait.
      if (stop.signal.aborted) deployment?.kill();
      stop.abort(interrupted());
    },
    onExit: () => engine.abandon(),
  });
  const say = saying(io);
  try {
    const running = await Running.claim(place, {
      pid: io.pid,
      now: io.now(),
      onLeft: (count) =>
        void say(`ended ${servers(count)} that a killed natsx up had left running`),
    });
    try {
      const run = new Run({ request, place, engine, running, stop: stop.signal, io });
      return await run.serve((started) => (deployment = started));
    } finally {
      await running.release();
    }
  } finally {
    release();
  }
}

interface RunSettings {
  readonly request: UpRequest;
  readonly place: Place;
  readonly engine: Engine;
  readonly running: Running;
  /** Aborted when it is to end. */
  readonly stop: AbortSignal;
  readonly io: Surroundings;
}

/** One run, from the keys to the last server that ends. */
class Run {
  readonly #settings: RunSettings;
  readonly #say: (text: string) => Promise<void>;
  #exitCode = 0;

  constructor(settings: RunSettings) {
    this.#settings = settings;
    this.#say = saying(settings.io);
  }

  async serve(onStarted: (deployment: Deployment) => void): Promise<number> {
    const { request, place, engine, running, stop, io } = this.#settings;
    const { portOf, note } = await choosePorts(request.topology, request.port);
    if (note !== undefined) await this.#say(note);
    const layout = layOut(place.name, request.topology, { portOf });
    const urls = clientUrls(layout);
    const identities = await identitiesOf(place, urls, () => io.now());
    if (identities.made.length > 0) await this.#say(`made ${identities.made.join(', ')}`);
    await writeConfigurations(place, layout, identities);
    const starting = `starting ${servers(layout.servers.length)} of ${engine.title}`;
    const deployment = await unlessQuick(io, starting, this.#start(layout));
    onStarted(deployment);
    try {
      const { creds } = identities;
      const reach = { layout, creds, timeoutMs: LINKS_MS, signal: stop };
      const linking = 'waiting for the servers to find each other';
      const firstMessageMs = await unlessQuick(io, linking, this.#firstMessage(reach));
      const contexts = await addContexts(contextsOf(io), place, layout, creds);
      const session = await openSystem(reach);
      try {
        const overview = await unlessQuick(io, linking, wholeOverview(session, reach));
        await running.serves(urls);
        await this.#print(
          { place, engine, deployment, identities, contexts, firstMessageMs },
          overview,
        );
        await this.#untilStopped(deployment, session);
      } finally {
        await session.close();
      }
    } finally {
      await unlessQuick(io, 'stopping', deployment.stop());
    }
    if (stop.aborted) await this.#say(`stopped ${servers(layout.servers.length)}`);
    return this.#exitCode;
  }

  #start(layout: Layout): Promise<Deployment> {
    const { place, engine, running, stop } = this.#settings;
    return Deployment.start({
      layout,
      engine,
      folderOf: ({ name }) => place.server(name),
      onPids: (pids) => running.owns(pids),
      onEnded: (server, how) => void this.#lost(server, how),
      signal: stop,
    });
  }

  /** A server that crashed; the others go on. */
  async #lost({ server, folder }: RunningServer, how: string): Promise<void> {
    this.#exitCode = 1;
    await this.#say(`server ${server.name} ${how}; its log is ${folder.log}`);
  }

  /** The time from the start of this process on; undefined if none has come through, which is told. */
  async #firstMessage(reach: Parameters<typeof firstMessage>[0]): Promise<number | undefined> {
    try {
      await firstMessage(reach);
      return performance.now();
    } catch (error) {
      if (!(error instanceof NatsxError) || error.code !== 'ERR_UP_MESSAGE') throw error;
      this.#exitCode = 1;
      await this.#say(`${error.message}; what the servers say of it is in their logs`);
      return undefined;
    }
  }

  async #print(deployment: UpDeployment, overview: Overview): Promise<void> {
    const { io, request } = this.#settings;
    if (request.isJson) {
      await io.stdout.write(`${JSON.stringify(upJson(deployment, overview), undefined, 2)}\n`);
    } else {
      // Who watches sees them anyway.
      const servers = request.isWatching ? '' : `${serversText(overview, io)}\n`;
      await io.stdout.write(`${upText(deployment)}\n${servers}`);
    }
    const { refused } = deployment.contexts;
    if (refused.length > 0) {
      const names = refused.join(', ');
      await this.#say(`left alone: ${names}, for you have contexts of that name yourself`);
    }
    const complaints = complaintsOf(overview, deployment.deployment.layout.servers.length, false);
    if (complaints.length > 0) this.#exitCode = 1;
    for (const complaint of complaints) await this.#say(complaint);
    if (!request.isWatching) await this.#say('Ctrl-C stops it');
  }

  async #untilStopped(deployment: Deployment, session: Session): Promise<void> {
    const { request, stop, io } = this.#settings;
    if (request.isWatching) {
      const { intervalMs, isJson } = request;
      await watchTopology({ deployment, session, stop, intervalMs, isJson }, io);
    } else {
      const asked = new Promise<void>((resolve) => {
        if (stop.aborted) resolve();
        stop.addEventListener('abort', () => resolve());
      });
      await Promise.race([asked, deployment.ended]);
    }
    if (deployment.alive.length === 0) await this.#say('no server is left');
  }
}

/** XDG_DATA_HOME. */
function dataHome({ env, home }: Pick<Surroundings, 'env' | 'home'>): string {
  const { XDG_DATA_HOME: data = '' } = env;
  return data === '' ? join(home, '.local', 'share') : data;
}

async function engineOf(request: UpRequest, io: Surroundings): Promise<Engine> {
  const { env, pid } = io;
  if (request.engine === 'nats-server') {
    return new Programs(await natsServerProgram(request.enginePath, env['PATH']), env);
  }
  if (request.hasProcesses) return new Programs(natsxProgram(SERVER), env);
  const say = saying(io);
  // With a whole server; who runs others need not load it.
  const { InProcess } = await import('../../up/in-process.ts');
  return new InProcess({ pid, env, onFailure: (text) => void say(text) });
}

const SERVER = fileURLToPath(new URL('../../../bin/natsx-server.js', import.meta.url));

function servers(count: number): string {
  return count === 1 ? '1 server' : `${count} servers`;
}
