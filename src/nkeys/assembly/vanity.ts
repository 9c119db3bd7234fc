/**
 * The kernel of the vanity search: a batch of seeds in, their public keys out, and a comparison of first bits. Only for
 * looking through keys: it takes no care to hide from other programs of the machine what it computes, and gives only y,
 * not the sign of x. What it finds is derived again by node:crypto.
 */
import { add, invertAll, multiply, NUMBER, subtract, toBytes } from './field';
import { addEntry, addLastEntry, setToEntry } from './point';
import { sha512Half } from './sha512';
import { entry, HALF, prepareTable, WINDOW, WINDOWS } from './table';

/** How many seeds are worked on together: they share one inversion. */
export const BATCH: i32 = 512;

const SEEDS = memory.data(512 * 32, 16);
const KEYS = memory.data(512 * 32, 16);
const NUMERATORS = memory.data(512 * 40);
const DENOMINATORS = memory.data(512 * 40);
const PRODUCTS = memory.data(512 * 40);
const SCALAR = memory.data(32, 16);
const POINT = memory.data(160);

/** Where the caller writes seeds, 32 bytes each. */
export function seedsAt(): usize {
  return SEEDS;
}

/** Where derive() writes keys, 32 bytes each. */
export function keysAt(): usize {
  return KEYS;
}

/** To be called once, before all else. */
export function prepare(): void {
  prepareTable();
}

/** The public keys of the first `count` seeds: ed25519's y, or X25519's u. */
export function derive(count: i32, isCurve: bool): void {
  for (let i = 0; i < count; i++) {
    const seed = SEEDS + ((<usize>i) << 5);
    if (isCurve) memory.copy(SCALAR, seed, 32);
    else sha512Half(SCALAR, seed);
    clamp();
    multiplyBase();
    const at = <usize>i * NUMBER;
    if (isCurve) setFraction(at);
    else setY(at);
  }
  invertAll(DENOMINATORS, PRODUCTS, count);
  for (let i = 0; i < count; i++) {
    const at = <usize>i * NUMBER;
    multiply(NUMERATORS + at, NUMERATORS + at, DENOMINATORS + at);
    toBytes(KEYS + ((<usize>i) << 5), NUMERATORS + at);
  }
}

/** The first of the derived keys, from number `from` on, whose first 64 bits are `value` under `mask`; or -1. */
export function find(
  from: i32,
  count: i32,
  valueHigh: u32,
  valueLow: u32,
  maskHigh: u32,
  maskLow: u32,
): i32 {
  const value = ((<u64>valueHigh) << 32) | valueLow;
  const mask = ((<u64>maskHigh) << 32) | maskLow;
  for (let i = from; i < count; i++) {
    if ((bswap<u64>(load<u64>(KEYS + ((<usize>i) << 5))) & mask) == value) return i;
  }
  return -1;
}

// y = Y / Z
function setY(at: usize): void {
  memory.copy(NUMERATORS + at, POINT + NUMBER, NUMBER);
  memory.copy(DENOMINATORS + at, POINT + 2 * NUMBER, NUMBER);
}

// u = (1 + y) / (1 - y): the same point on curve25519 (RFC 7748 section 4.1).
function setFraction(at: usize): void {
  add(NUMERATORS + at, POINT + 2 * NUMBER, POINT + NUMBER);
  subtract(DENOMINATORS + at, POINT + 2 * NUMBER, POINT + NUMBER);
}

// RFC 8032 section 5.1.5 and RFC 7748 section 5 alike: a multiple of 8 from 2^254 on. So it is never a multiple of the
// base point's order, and Z and Z - Y are never zero.
function clamp(): void {
  store<u64>(SCALAR, load<u64>(SCALAR) & ~7);
  const top = load<u64>(SCALAR, 24) & 0x3fffffffffffffff;
  store<u64>(SCALAR, top | 0x4000000000000000, 24);
}

// POINT = SCALAR * B, Y and Z only.
function multiplyBase(): void {
  let carry = 0;
  for (let window = 0; window < WINDOWS; window++) {
    let digit = bits(window * WINDOW) + carry;
    carry = i32(digit > HALF);
    digit -= carry << WINDOW;
    const isNegative = digit < 0;
    const at = entry(window, isNegative ? -digit : digit);
    if (window == 0) setToEntry(POINT, at, isNegative);
    else if (window + 1 < WINDOWS) addEntry(POINT, at, isNegative);
    else addLastEntry(POINT, at, isNegative);
  }
}

/** WINDOW bits of the scalar from bit `from` on. */
function bits(from: i32): i32 {
  const word = SCALAR + ((<usize>(from >> 6)) << 3);
  const shift = from & 63;
  let value = load<u64>(word) >> shift;
  if (shift + WINDOW > 64 && from < 192) value |= load<u64>(word, 8) << (64 - shift);
  return <i32>value & ((1 << WINDOW) - 1);
}
