import { formatCount } from '../../nats-client/bench/format.ts';
import type { Output } from '../surroundings.ts';

const WIDTH = 20;
/** What is over sooner needs no bar. */
const PATIENCE_MS = 1000;
const REDRAW_MS = 200;

interface Meter {
  readonly done: number;
  /** Infinite or 0 if nobody knows. */
  readonly total: number;
}

/** A bar on the last line of a terminal that says how far something is; nothing elsewhere. */
export class Progress {
  readonly #output: Output;
  readonly #meter: Meter;
  readonly #isAscii: boolean;
  readonly #unit: string;
  #timer: NodeJS.Timeout | undefined;
  #isShown = false;

  /** `unit` is what is counted. */
  constructor(output: Output, meter: Meter, isAscii: boolean, unit = 'msgs') {
    this.#output = output;
    this.#meter = meter;
    this.#isAscii = isAscii;
    this.#unit = unit;
  }

  start(): void {
    if (this.#output.isTerminal !== true) return;
    const startMs = performance.now();
    this.#timer = setInterval(() => {
      const elapsedMs = performance.now() - startMs;
      if (elapsedMs < PATIENCE_MS) return;
      this.#isShown = true;
      const text = progressText(this.#meter, elapsedMs, this.#isAscii, this.#unit);
      void this.#output.write(`\r\x1b[K${text}`);
    }, REDRAW_MS);
  }

  /** Takes the bar away. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#isShown) await this.#output.write('\r\x1b[K');
  }
}

/** `[████░░░░]  50%  1,234,567 msgs  98,765 msgs/sec  0:03 left`, in less than 80 columns. */
export function progressText(
  { done, total }: Meter,
  elapsedMs: number,
  isAscii: boolean,
  unit = 'msgs',
): string {
  const rate = (done * 1000) / elapsedMs;
  const count = `${formatCount(done)} ${unit}  ${formatCount(rate)} ${unit}/sec`;
  if (!Number.isFinite(total) || total === 0) return count;
  const share = Math.min(1, done / total);
  const full = Math.floor(WIDTH * share);
  const [on, off] = isAscii ? ['=', ' '] : ['█', '░'];
  const bar = `[${on.repeat(full)}${off.repeat(WIDTH - full)}]`;
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  return `${bar} ${percent}  ${count}${leftText((total - done) / rate)}`;
}

function leftText(seconds: number): string {
  if (!Number.isFinite(seconds)) return '';
  const whole = Math.ceil(Math.max(0, seconds));
  return `  ${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} left`;
}
