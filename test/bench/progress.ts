// One line on stderr that says how far we are: a bar on a terminal, a line for each scenario elsewhere.

const barWidth = 24;

export class Progress {
  readonly #total: number;
  readonly #started = performance.now();
  #done = -1;
  #scenario = '';

  constructor(total: number) {
    this.#total = total;
  }

  /** A run of `scenario` begins, and so the one before has ended. */
  next(scenario: string, contender: string): void {
    this.#done++;
    if (process.stderr.isTTY) {
      const left = formatLeft(performance.now() - this.#started, this.#done, this.#total);
      draw(
        `${bar(this.#done / this.#total)} ${this.#done}/${this.#total}${left}  ${scenario}, ${contender}`,
      );
    } else if (scenario !== this.#scenario) {
      process.stderr.write(`${scenario}\n`);
    }
    this.#scenario = scenario;
  }

  end(): void {
    if (process.stderr.isTTY) draw('');
  }
}

/** Replaces the line; on a narrow terminal a wrapped one could not be replaced. */
export function draw(line: string): void {
  const columns = process.stderr.columns || 80; // 0 on a terminal that does not tell.
  process.stderr.write(`\r\x1b[K${line.slice(0, columns - 1)}`);
}

export function bar(share: number): string {
  const full = Math.round(Math.min(share, 1) * barWidth);
  return '█'.repeat(full) + '░'.repeat(barWidth - full);
}

function formatLeft(elapsedMs: number, done: number, total: number): string {
  if (done < 3) return ''; // Too little to guess by.
  const seconds = Math.round(((elapsedMs / done) * (total - done)) / 1000);
  return `, ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`;
}
