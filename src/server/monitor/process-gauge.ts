import { availableParallelism } from 'node:os';
import { CpuMeter } from './cpu-meter.ts';
import type { Surroundings } from './varz.ts';

/** What can be read of the process that the server runs in. */
export class ProcessGauge {
  readonly #cpu = new CpuMeter();

  read(): Omit<Surroundings, 'monitor' | 'requests'> {
    const { user, system } = process.cpuUsage();
    return {
      nowMs: Date.now(),
      memoryBytes: process.memoryUsage.rss(),
      cores: availableParallelism(),
      cpuPercent: this.#cpu.percent(),
      cpuSeconds: (user + system) / 1e6,
    };
  }
}
