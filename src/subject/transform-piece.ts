/** The pieces that a transform puts together: what each makes of the subject that comes. */

/** A part of the subject that goes out. Hot path of the slow road: makes nothing but its text. */
export type Piece = (subject: string) => string;

/** A whole number from 0 up to, not including, `below`. */
export type RandomBelow = (below: number) => number;

/** The token at `position`, from 0; empty where the subject is shorter. */
export function token(position: number): Piece {
  return (subject) => {
    const start = startOf(subject, position);
    const end = subject.indexOf('.', start);
    return end < 0 ? subject.slice(start) : subject.slice(start, end);
  };
}

/** The tokens from `position` on: what `>` stands for. */
export function tokensFrom(position: number): Piece {
  return (subject) => subject.slice(startOf(subject, position));
}

/** Where the token at `position` starts; the end of the subject if it has fewer. */
function startOf(subject: string, position: number): number {
  let start = 0;
  for (let at = 0; at < position; at++) {
    const dot = subject.indexOf('.', start);
    if (dot < 0) return subject.length;
    start = dot + 1;
  }
  return start;
}

/** The number of a bucket, the same for the same tokens on every server; without tokens, the whole subject's. */
export function bucket(buckets: number, tokens: readonly Piece[]): Piece {
  if (buckets === 0) return () => '0';
  return (subject) => {
    let hash = FNV_OFFSET;
    if (tokens.length === 0) hash = fnv1a(hash, subject);
    for (const piece of tokens) hash = fnv1a(hash, piece(subject));
    return String(hash % buckets);
  };
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a of 32 bits, begun with `hash`. */
function fnv1a(hash: number, bytes: string): number {
  for (let at = 0; at < bytes.length; at++) {
    hash = Math.imul(hash ^ bytes.charCodeAt(at), FNV_PRIME);
  }
  return hash >>> 0;
}

/** Any number below `limit`. A negative limit is taken for its amount, as by nats-server's remainder. */
export function anyBelow(limit: number, random: RandomBelow): Piece {
  return limit === 0 ? () => '0' : () => String(random(Math.abs(limit)));
}

/** In two, `length` characters from the left. A token that is too short stays whole, here and below. */
export function splitFromLeft(whole: Piece, length: number): Piece {
  return (subject) => {
    const text = whole(subject);
    return length > 0 && length < text.length
      ? `${text.slice(0, length)}.${text.slice(length)}`
      : text;
  };
}

export function splitFromRight(whole: Piece, length: number): Piece {
  return (subject) => {
    const text = whole(subject);
    return length > 0 && length < text.length
      ? `${text.slice(0, -length)}.${text.slice(-length)}`
      : text;
  };
}

/** In slices of `size` characters, the short one last. */
export function sliceFromLeft(whole: Piece, size: number): Piece {
  return (subject) => slices(whole(subject), size, size);
}

/** In slices of `size` characters, the short one first. */
export function sliceFromRight(whole: Piece, size: number): Piece {
  return (subject) => {
    const text = whole(subject);
    return slices(text, size, text.length % size || size);
  };
}

function slices(text: string, size: number, first: number): string {
  if (size <= 0 || size >= text.length) return text;
  let sliced = text.slice(0, first);
  for (let at = first; at < text.length; at += size) sliced += `.${text.slice(at, at + size)}`;
  return sliced;
}

export function left(whole: Piece, length: number): Piece {
  return (subject) => {
    const text = whole(subject);
    return length > 0 ? text.slice(0, length) : text;
  };
}

export function right(whole: Piece, length: number): Piece {
  return (subject) => {
    const text = whole(subject);
    return length > 0 ? text.slice(-length) : text;
  };
}

/** At each `separator`; an empty one stands between all characters. */
export function split(whole: Piece, separator: string): Piece {
  if (separator === '') return (subject) => spread(whole(subject));
  return (subject) => {
    const text = whole(subject);
    let end = text.indexOf(separator);
    if (end < 0) return text;
    let parts = text.slice(0, end);
    // One separator at the start leaves no dot, two leave one, and so an empty token: nats-server does the same.
    let isSecondOfNothing = end === 0;
    while (end >= 0) {
      const start = end + separator.length;
      end = text.indexOf(separator, start);
      const part = end < 0 ? text.slice(start) : text.slice(start, end);
      if (part !== '') parts += isSecondOfNothing ? part : `.${part}`;
      isSecondOfNothing = false;
    }
    return parts;
  };
}

/** `a.b.c` of `abc`. The bytes of a UTF-8 character stay together. */
function spread(text: string): string {
  let spread = '';
  for (let at = 0; at < text.length; at++) {
    const isContinued = (text.charCodeAt(at) & 0xc0) === 0x80;
    spread += at === 0 || isContinued ? text[at]! : `.${text[at]!}`;
  }
  return spread;
}
