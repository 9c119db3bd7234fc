/**
 * The bytes that one connection has yet to send: slabs filled in order, written once per turn, one write under way at
 * a time.
 *
 * Both roads fill the same slab. How far it is filled therefore stands in the arena, in the connection's outbox, where
 * the fast road finds it; when there is no slab, or none that the fast road may use, the outbox has no room.
 */
import { LARGE_SLAB, OUTBOX, SMALL_SLAB, type Arena, type Slab } from './arena.ts';
import type { Transport } from './transport.ts';

/** Bytes from which an own frame is queued as it is instead of being copied for each of its receivers. */
const SHARE_FROM = 16_384;

/** Limits of pending bytes from which full slabs are written before the turn ends. */
const WRITE_FULL_FROM = 1_048_576;

/** Something to write: a filled part of a slab, or a frame shared with other connections. */
interface Piece {
  readonly bytes: Uint8Array;
  readonly slab: Slab | undefined;
}

export class Outbound<Owner> {
  /** The index of the first word of its outbox; -1 if it has none, or no more. */
  outbox: number;
  readonly #arena: Arena<Owner>;
  readonly #transport: Transport;
  /** Pending bytes that the fast road may go up to. */
  fastLimit: number;
  /** Pieces that are full, oldest first; the first is being written if `#isWriting`. */
  #pieces: Piece[] = [];
  #slab: Slab | undefined;
  /** How much of `#slab` is filled, if the outbox does not say it. */
  #filled = 0;
  /** Bytes of `#pieces`. */
  #sealedBytes = 0;
  #isWriting = false;
  /** Whether the last turn was worth a large slab from the start. */
  #isBusy = false;
  #wroteFull = false;
  /** Slabs that the transport may read until it is closed. */
  #lent: Slab[] | undefined;

  constructor(arena: Arena<Owner>, owner: Owner, transport: Transport, fastLimit: number) {
    this.#arena = arena;
    this.#transport = transport;
    this.fastLimit = fastLimit;
    this.outbox = arena.openOutbox(owner);
  }

  /** Whether a write is under way that the transport could not finish at once. */
  get isWriting(): boolean {
    return this.#isWriting;
  }

  /** Bytes queued and not yet taken by the transport. */
  get pendingBytes(): number {
    return this.#sealedBytes + this.#position();
  }

  /** Messages that the fast road put here since the last call, and their bytes. */
  takeCounts(): { messages: number; bytes: number } | undefined {
    if (this.outbox < 0) return undefined;
    const { words } = this.#arena;
    const messages = words[this.outbox + OUTBOX.messages]!;
    if (messages === 0) return undefined;
    const bytes = words[this.outbox + OUTBOX.bytes]! >>> 0;
    words[this.outbox + OUTBOX.messages] = 0;
    words[this.outbox + OUTBOX.bytes] = 0;
    return { messages, bytes };
  }

  /** Queues `text`, a byte string. */
  queueText(text: string): void {
    if (text.length > LARGE_SLAB) {
      this.queueBytes(Buffer.from(text, 'latin1'));
      return;
    }
    const slab = this.#room(text.length);
    const at = this.#position();
    slab.bytes.write(text, at, 'latin1');
    this.#fillTo(at + text.length);
  }

  /** Queues a copy of `bytes`. */
  queueBytes(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length;) {
      const slab = this.#room(1);
      const at = this.#position();
      const count = Math.min(bytes.length - from, slab.bytes.length - at);
      const isAll = count === bytes.length;
      slab.bytes.set(isAll ? bytes : bytes.subarray(from, from + count), at);
      this.#fillTo(at + count);
      from += count;
    }
  }

  /** Queues `bytes`, which nobody will write to any more: large ones are shared, not copied. */
  queueShared(bytes: Uint8Array): void {
    if (bytes.length < SHARE_FROM) {
      this.queueBytes(bytes);
      return;
    }
    this.#seal();
    this.#push({ bytes, slab: undefined });
  }

  /**
   * Makes room for `size` bytes that the fast road is about to write. False when it must not: there is no slab in the
   * arena, or the limit of pending bytes would be passed.
   */
  grow(size: number): boolean {
    if (this.outbox < 0 || this.pendingBytes + size > this.fastLimit) return false;
    return this.#room(size).address >= 0 && this.#arena.words[this.outbox + OUTBOX.cursor]! > 0;
  }

  /** Writes what is queued, as far as the transport takes it. */
  flush(): void {
    if (this.#isWriting) return;
    this.#isBusy = this.#wroteFull || this.pendingBytes > SMALL_SLAB;
    this.#wroteFull = false;
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

  /** Takes no more from the fast road. */
  close(): void {
    this.#seal();
  }

  /** Hands everything to the transport, which buffers what it can't send at once. The last thing before its end. */
  finish(): void {
    this.#seal();
    const pieces = this.#pieces;
    this.#pieces = [];
    for (let i = 0; i < pieces.length; i++) {
      const { bytes, slab } = pieces[i]!;
      if (i > 0 || !this.#isWriting) this.#transport.write(bytes);
      if (slab !== undefined) (this.#lent ??= []).push(slab);
    }
    this.#isWriting = false;
    this.#sealedBytes = 0;
  }

  /** Gives up what is queued. */
  discard(): void {
    this.#seal();
    const pieces = this.#pieces;
    this.#pieces = [];
    for (let i = 0; i < pieces.length; i++) {
      const { slab } = pieces[i]!;
      if (slab === undefined) continue;
      if (i === 0 && this.#isWriting) (this.#lent ??= []).push(slab);
      else this.#arena.giveBack(slab);
    }
    this.#isWriting = false;
    this.#sealedBytes = 0;
  }

  /** The transport is closed and reads nothing of ours any more. */
  release(): void {
    this.discard();
    for (const slab of this.#lent ?? []) this.#arena.giveBack(slab);
    this.#lent = undefined;
    this.#arena.closeOutbox(this.outbox);
    // It may be somebody else's from now on, and so are its counts.
    this.outbox = -1;
  }

  #write(): void {
    const pieces = this.#pieces;
    let done = 0;
    while (done < pieces.length) {
      const piece = pieces[done]!;
      if (!this.#transport.write(piece.bytes)) {
        this.#isWriting = true;
        break;
      }
      this.#taken(piece);
      done++;
    }
    if (done === pieces.length) pieces.length = 0;
    else if (done > 0) pieces.splice(0, done);
  }

  #push(piece: Piece): void {
    this.#pieces.push(piece);
    this.#sealedBytes += piece.bytes.length;
  }

  #taken(piece: Piece): void {
    this.#sealedBytes -= piece.bytes.length;
    if (piece.slab !== undefined) this.#arena.giveBack(piece.slab);
  }

  /** How much of the slab is filled. */
  #position(): number {
    const slab = this.#slab;
    if (slab === undefined) return 0;
    if (this.outbox < 0 || slab.address < 0) return this.#filled;
    return this.#arena.words[this.outbox + OUTBOX.cursor]! - slab.address;
  }

  #fillTo(position: number): void {
    const { address } = this.#slab!;
    if (this.outbox < 0 || address < 0) this.#filled = position;
    else this.#arena.words[this.outbox + OUTBOX.cursor] = address + position;
  }

  /** The slab, with room for `size` bytes more; another one if need be. */
  #room(size: number): Slab {
    const slab = this.#slab;
    if (slab !== undefined && slab.bytes.length - this.#position() >= size) return slab;
    const startsSmall = slab === undefined && this.#pieces.length === 0 && !this.#isBusy;
    if (slab !== undefined) this.#writeFull();
    return this.#open(this.#arena.take(startsSmall ? size : LARGE_SLAB));
  }

  /**
   * A full slab goes out at once: it is still in the processor's cache, and the next one will be it again. Not where
   * little may be pending: there the message that is too much must not depend on how the slabs were filled.
   */
  #writeFull(): void {
    this.#seal();
    this.#isBusy = this.#wroteFull = true;
    if (!this.#isWriting && this.fastLimit >= WRITE_FULL_FROM) this.#write();
  }

  #open(slab: Slab): Slab {
    this.#slab = slab;
    this.#filled = 0;
    if (this.outbox >= 0 && slab.address >= 0) {
      const { words } = this.#arena;
      words[this.outbox + OUTBOX.cursor] = slab.address;
      // The fast road goes no further than the connection may: the slow one decides what happens there.
      const most = Math.min(slab.bytes.length, Math.max(0, this.fastLimit - this.#sealedBytes));
      words[this.outbox + OUTBOX.limit] = slab.address + most;
    }
    return slab;
  }

  /** Makes what is in the slab a piece. */
  #seal(): void {
    const slab = this.#slab;
    if (slab === undefined) return;
    const size = this.#position();
    if (size === 0) this.#arena.giveBack(slab);
    else this.#push(this.#piece(slab, size));
    this.#slab = undefined;
    if (this.outbox < 0) return;
    this.#arena.words[this.outbox + OUTBOX.cursor] = 0;
    this.#arena.words[this.outbox + OUTBOX.limit] = 0;
  }

  #piece(slab: Slab, size: number): Piece {
    if (slab.address < 0 || !this.#isWriting) return { bytes: slab.bytes.subarray(0, size), slab };
    // The peer is slow: its backlog moves to the heap, so that the arena's slabs stay with those who keep up.
    const bytes = Buffer.from(slab.bytes.subarray(0, size));
    this.#arena.giveBack(slab);
    return { bytes, slab: undefined };
  }
}
