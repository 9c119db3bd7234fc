/**
 * The memory that outgoing bytes wait in: one block, cut into slabs of two sizes.
 *
 * One block, because the fast road copies between addresses, not between objects. It is taken from the system as zero
 * pages, so what is never used costs nothing. Two sizes, because 5,000 subscribers of one small message would otherwise
 * hold 5,000 large slabs at once. When it is used up, slabs come from the heap: slower, never refused.
 */

/** Bytes of a large slab. Writes of at most ~65,400 bytes: 128 KiB halved the 128 B figure (kernel wake-up paths). */
export const LARGE_SLAB = 65_400;
export const SMALL_SLAB = 4_096;

const LARGE_STRIDE = 65_536;
const LARGE_SLABS = 512;
const SMALL_SLABS = 4_096;

/** A piece of memory that one connection fills and hands to its socket. */
export interface Slab {
  readonly bytes: Buffer;
  /** Where `bytes` begins in the arena; -1 if it is on the heap. */
  readonly address: number;
}

export class Arena {
  readonly bytes = Buffer.from(
    new ArrayBuffer(LARGE_SLABS * LARGE_STRIDE + SMALL_SLABS * SMALL_SLAB),
  );
  /** Free slabs, the one used last on top: its pages are warm. Slabs never used are made when first asked for. */
  readonly #large: Slab[] = [];
  readonly #small: Slab[] = [];
  #largeMade = 0;
  #smallMade = 0;

  take(size: number): Slab {
    return size > SMALL_SLAB ? this.#takeLarge() : this.#takeSmall();
  }

  giveBack(slab: Slab): void {
    if (slab.address < 0) return;
    (slab.bytes.length === SMALL_SLAB ? this.#small : this.#large).push(slab);
  }

  #takeLarge(): Slab {
    const free = this.#large.pop();
    if (free !== undefined) return free;
    if (this.#largeMade === LARGE_SLABS) return onHeap(LARGE_SLAB);
    return this.#cut(this.#largeMade++ * LARGE_STRIDE, LARGE_SLAB);
  }

  #takeSmall(): Slab {
    const free = this.#small.pop();
    if (free !== undefined) return free;
    if (this.#smallMade === SMALL_SLABS) return onHeap(SMALL_SLAB);
    return this.#cut(LARGE_SLABS * LARGE_STRIDE + this.#smallMade++ * SMALL_SLAB, SMALL_SLAB);
  }

  #cut(address: number, size: number): Slab {
    return { bytes: this.bytes.subarray(address, address + size), address };
  }
}

function onHeap(size: number): Slab {
  return { bytes: Buffer.allocUnsafeSlow(size), address: -1 };
}
