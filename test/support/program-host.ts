// The process that natsx-server thinks it runs in, and a server that only notes what is asked of it.
import { readFileSync } from 'node:fs';
import { CaughtSignals, type ServerSignal } from '../../src/cli/caught-signals.ts';
import type { ProgramHost, ProgramServer } from '../../src/cli/server-program.ts';
import type { GivenServerOptions } from '../../src/server/options/options.ts';
import type { ReloadSettings, StartOptions } from '../../src/server/server.ts';

export class FakeProcess implements ProgramHost {
  readonly pid = 4883;
  readonly hasTerminal = false;
  readonly env = {};
  readonly signals: CaughtSignals;
  out = '';
  err = '';
  readonly #caught = new Map<ServerSignal, () => void>();
  readonly #lasts: (() => void)[] = [];

  constructor() {
    this.signals = new CaughtSignals((signal, caught) => this.#caught.set(signal, caught));
  }

  stdout(text: string): void {
    this.out += text;
  }

  stderr(text: string): void {
    this.err += text;
  }

  readFile(path: string): string {
    return readFileSync(path, 'utf8');
  }

  onExit(last: () => void): void {
    this.#lasts.push(last);
  }

  kill(signal: ServerSignal): void {
    this.#caught.get(signal)!();
  }

  /** It ends: what was to be done last is done. */
  exit(): void {
    for (const last of this.#lasts) last();
  }

  /** What the log says, without pid and time. */
  get log(): string[] {
    return this.err
      .split('\n')
      .filter((line) => line.startsWith('['))
      .map((line) => line.replace(/^\[4883\] (\S+ \S+ )?\[/, '['));
  }
}

export class FakeServer implements ProgramServer {
  readonly port = 4333;
  readonly monitorPort = 8333;
  readonly whenStopped: Promise<void>;
  readonly started: StartOptions;
  readonly reloads: GivenServerOptions[] = [];
  /** What a reload rejects with, if it does. */
  refusal: Error | undefined;
  isLameDuck = false;
  stops = 0;
  #resolve: () => void = () => undefined;

  constructor(started: StartOptions) {
    this.started = started;
    this.whenStopped = new Promise((resolve) => (this.#resolve = resolve));
  }

  async stop(): Promise<void> {
    this.stops++;
    this.#resolve();
  }

  async lameDuckShutdown(): Promise<void> {
    this.isLameDuck = true;
    return this.whenStopped;
  }

  async reload(options: GivenServerOptions, { adopt }: ReloadSettings): Promise<void> {
    this.reloads.push(options);
    if (this.refusal !== undefined) throw this.refusal;
    adopt?.();
    this.started.logger?.notice('Reloaded server configuration');
  }
}
