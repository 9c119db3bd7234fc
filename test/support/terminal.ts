import type { Output, Surroundings } from '../../src/cli/surroundings.ts';

/** Surroundings for a program under test: it types, presses Ctrl-C and reads what was printed. */
export class Terminal implements Surroundings {
  readonly pid = 4711;
  env: Record<string, string | undefined> = {};
  home = '/nowhere';
  currentDirectory = '/nowhere';
  readonly stdout: Output;
  readonly stderr: Output;
  #input: Uint8Array;
  #printed: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  #watchers = new Set<() => void>();
  #releaseCtrlC: () => void = () => undefined;
  #ctrlC = new Promise<void>((resolve) => (this.#releaseCtrlC = resolve));

  constructor(input: Uint8Array | string = '') {
    this.#input = Buffer.from(input);
    this.stdout = this.#output('stdout');
    this.stderr = this.#output('stderr');
  }

  readInput(): Promise<Uint8Array> {
    return Promise.resolve(this.#input);
  }

  now(): Date {
    return new Date(2026, 0, 31, 9, 5, 7);
  }

  async interrupted(): Promise<void> {
    await this.#ctrlC;
  }

  pressCtrlC(): void {
    this.#releaseCtrlC();
  }

  bytes(name: 'stdout' | 'stderr'): Buffer {
    return Buffer.concat(this.#printed[name]);
  }

  text(name: 'stdout' | 'stderr'): string {
    return this.bytes(name).toString();
  }

  /** Waits until `wanted` has been printed. */
  async shows(name: 'stdout' | 'stderr', wanted: string): Promise<void> {
    while (!this.text(name).includes(wanted)) {
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
  }

  #output(name: 'stdout' | 'stderr'): Output {
    return {
      write: async (bytes) => {
        this.#printed[name].push(Buffer.from(bytes as string));
        for (const watcher of this.#watchers) watcher();
        this.#watchers.clear();
      },
    };
  }
}
