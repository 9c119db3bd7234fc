import type { Logger } from '../../../base/logger.ts';

/** Files that are told of one by one: who puts something else into a directory by mistake puts much. */
const TOLD = 20;

/** Tells of files that are passed over, but not of each of thousands. */
export class Problems {
  readonly #logger: Logger;
  #count = 0;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  readonly tell = (problem: string): void => {
    if (++this.#count <= TOLD) this.#logger.warn(`DirResolver - ${problem}`);
  };

  sumUp(): void {
    const more = this.#count - TOLD;
    if (more > 0) this.#logger.warn(`DirResolver - skipped ${more} more files`);
    this.#count = 0;
  }
}
