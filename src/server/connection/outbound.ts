/**
 * The bytes that one connection has yet to send: slabs filled in order, written once per turn, one write under way at
 * a time. Whoever queues checks `pendingBytes` against its limit; this class refuses nothing.
 */
import { LARGE_SLAB, SMALL_SLAB, type Arena, type Slab } from './arena.ts';
import type { Transport } from './transport.ts';

/** Bytes from which an own frame is queued as it is instead of being copied for each of its receivers. */
const SHARE_FROM = 16_384;

/** Something to write: a filled part of a slab, or a frame shared with other connections. */
interface Piece {
  readonly bytes: Uint8Array;
  readonly slab: Slab | undefined;
}

export class Outbound {
  readonly #arena: Arena;
  readonly #transport: Transport;
  /** Pieces that are full, oldest first; the first is being written if `#isWriting`. */
  readonly #pieces: Piece[] = [];
  #slab: Slab | undefined;
  /** How much of `#slab` is filled. */
  #to = 0;
  /** Slabs that the transport may read until it is closed. */
  #lent: Slab[] = [];
  #isWriting = false;
  /** Whether the last turns were worth a large slab from the start. */
  #isBusy = false;
  /** When the write under way began (performance.now), for the write deadline. */
  writingSince = 0;
  /** Bytes queued and not yet taken by the transport. */
  pendingBytes = 0;

  constructor(arena: Arena, transport: Transport) {
    this.#arena = arena;
    this.#transport = transport;
  }

  get isWriting(): boolean {
    return this.#isWriting;
  }

  /** Queues `text`, a byte string. */
  queueText(text: string): void {
    const slab = this.#room(text.length);
    if (slab === undefined) {
      this.queueBytes(Buffer.from(text, 'latin1'));
      return;
    }
    slab.bytes.write(text, this.#to, 'latin1');
    this.#to += text.length;
    this.pendingBytes += text.length;
  }

  /** Queues a copy of `bytes`. */
  queueBytes(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      const slab = this.#room(1)!;
      const count = Math.min(bytes.length - at, slab.bytes.length - this.#to);
      slab.bytes.set(count === bytes.length ? bytes : bytes.subarray(at, at + count), this.#to);
      this.#to += count;
      at += count;
    }
    this.pendingBytes += bytes.length;
  }

  /** Queues `bytes`, which nobody will write to any more: large ones are shared, not copied. */
  queueShared(bytes: Uint8Array): void {
    if (bytes.length < SHARE_FROM) {
      this.queueBytes(bytes);
      return;
    }
    this.#seal();
    this.#pieces.push({ bytes, slab: undefined });
    this.pendingBytes += bytes.length;
  }

  /** Writes what is queued, as far as the transport takes it. */
  flush(): void {
    if (this.#isWriting) return;
    this.#isBusy = this.pendingBytes > SMALL_SLAB;
    this.#seal();
    this.#write();
  }

  /** The transport has taken the piece that it was given. */
  written(): void {
    if (!this.#isWriting) return;
    this.#isWriting = false;
    this.#taken(this.#pieces.shift()!);
    // What was queued meanwhile goes out as well.
    this.#seal();
    this.#write();
  }

  /** Hands everything to the transport, which buffers what it can't send at once. The last thing before its end. */
  finish(): void {
    this.#seal();
    const pieces = this.#pieces.splice(0);
    for (const [index, piece] of pieces.entries()) {
      if (index > 0 || !this.#isWriting) this.#transport.write(piece.bytes);
      if (piece.slab !== undefined) this.#lent.push(piece.slab);
    }
    this.#isWriting = false;
    this.pendingBytes = 0;
  }

  /** Gives up what is queued. */
  discard(): void {
    const pieces = this.#pieces.splice(0);
    const underWay = this.#isWriting ? pieces.shift()?.slab : undefined;
    if (underWay !== undefined) this.#lent.push(underWay);
    for (const piece of pieces) if (piece.slab !== undefined) this.#arena.giveBack(piece.slab);
    if (this.#slab !== undefined) this.#arena.giveBack(this.#slab);
    this.#slab = undefined;
    this.#to = 0;
    this.#isWriting = false;
    this.pendingBytes = 0;
  }

  /** The transport is closed and reads nothing of ours any more. */
  release(): void {
    this.discard();
    for (const slab of this.#lent.splice(0)) this.#arena.giveBack(slab);
  }

  #write(): void {
    const pieces = this.#pieces;
    let done = 0;
    while (done < pieces.length) {
      const piece = pieces[done]!;
      if (!this.#transport.write(piece.bytes)) {
        this.#isWriting = true;
        this.writingSince = performance.now();
        break;
      }
      this.#taken(piece);
      done++;
    }
    pieces.splice(0, done);
  }

  #taken(piece: Piece): void {
    this.pendingBytes -= piece.bytes.length;
    if (piece.slab !== undefined) this.#arena.giveBack(piece.slab);
  }

  /** The current slab with room for `size` bytes; undefined if no slab ever has. */
  #room(size: number): Slab | undefined {
    if (this.#slab !== undefined && this.#slab.bytes.length - this.#to >= size) return this.#slab;
    if (size > LARGE_SLAB) return undefined;
    const isFirst = this.#slab === undefined && this.#pieces.length === 0;
    this.#seal();
    this.#slab = this.#arena.take(
      isFirst && !this.#isBusy && size <= SMALL_SLAB ? SMALL_SLAB : LARGE_SLAB,
    );
    return this.#slab;
  }

  /** Makes what is in the current slab a piece. */
  #seal(): void {
    const slab = this.#slab;
    if (slab === undefined) return;
    if (this.#to > 0) this.#pieces.push({ bytes: slab.bytes.subarray(0, this.#to), slab });
    else this.#arena.giveBack(slab);
    this.#slab = undefined;
    this.#to = 0;
  }
}
