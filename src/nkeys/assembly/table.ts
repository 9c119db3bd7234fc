/**
 * Multiples of the base point B, made once, so that a product with B is a sum of table entries: the scalar is cut into
 * WINDOWS digits of WINDOW bits, from -HALF to HALF, and entry (i, j) is j * 2^(WINDOW i) * B.
 *
 * Every entry is held as y + x, y - x and 2dxy, which makes an addition seven products.
 */
import { add, BASE_X, BASE_Y, copy, D2, invertAll, multiply, NUMBER, ONE, subtract } from './field';
import { addEntry, setIdentity } from './point';

/**
 * Bits of a digit. Keys a second, start and table: 8 bits 66,000, 7 ms, 0.5 MB; 10 bits 71,000, 19 ms, 1.7 MB; 12 bits
 * 77,000, 53 ms, 5.8 MB (one core of a 2.5 GHz Xeon; test/bench/vanity.ts measures).
 */
export const WINDOW: i32 = 10;
export const HALF: i32 = 1 << (WINDOW - 1);
/** A clamped scalar has 255 bits; the carry of the last digit stays within it. */
export const WINDOWS: i32 = (256 + WINDOW - 1) / WINDOW;

// Three numbers, and room up to the next cache line.
const ENTRY: usize = 128;
const ROW: usize = (<usize>HALF + 1) * ENTRY;
const TABLE = memory.data(26 * 513 * 128, 64);

// One row of points before they are made entries.
const XS = memory.data(512 * 40);
const YS = memory.data(512 * 40);
const ZS = memory.data(512 * 40);
const PRODUCTS = memory.data(512 * 40);

/** The address of entry (window, digit), digit from 0 to HALF. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function entry(window: i32, digit: i32): usize {
  return TABLE + <usize>window * ROW + <usize>digit * ENTRY;
}

/** Fills the table: 13,312 additions, some 20 ms. */
export function prepareTable(): void {
  setEntry(entry(0, 1), BASE_X, BASE_Y);
  for (let window = 0; window < WINDOWS; window++) {
    fillRow(window);
    if (window + 1 < WINDOWS) startRow(window + 1);
  }
}

/** Entries 0 to HALF of a row, whose entry 1 is there. */
function fillRow(window: i32): void {
  setIdentity(P);
  copy(entry(window, 0), ONE);
  copy(entry(window, 0) + NUMBER, ONE);
  memory.fill(entry(window, 0) + 2 * NUMBER, 0, NUMBER);
  for (let i = 0; i < HALF; i++) {
    addEntry(P, entry(window, 1), false);
    const at = <usize>i * NUMBER;
    copy(XS + at, P);
    copy(YS + at, P + NUMBER);
    copy(ZS + at, P + 2 * NUMBER);
  }
  invertAll(ZS, PRODUCTS, HALF);
  for (let i = 0; i < HALF; i++) setEntryOf(entry(window, i + 1), <usize>i * NUMBER);
}

/** Entry 1 of the next row: twice the last entry of the row before, which P still is. */
function startRow(window: i32): void {
  addEntry(P, entry(window - 1, HALF), false);
  copy(XS, P);
  copy(YS, P + NUMBER);
  copy(ZS, P + 2 * NUMBER);
  invertAll(ZS, PRODUCTS, 1);
  setEntryOf(entry(window, 1), 0);
}

function setEntryOf(out: usize, at: usize): void {
  multiply(X, XS + at, ZS + at);
  multiply(Y, YS + at, ZS + at);
  setEntry(out, X, Y);
}

function setEntry(out: usize, x: usize, y: usize): void {
  add(SUM, y, x);
  subtract(DIFFERENCE, y, x);
  // Times one, to bring the limbs back under 2^26: addEntry multiplies them with sums.
  multiply(out, SUM, ONE);
  multiply(out + NUMBER, DIFFERENCE, ONE);
  multiply(out + 2 * NUMBER, x, y);
  multiply(out + 2 * NUMBER, out + 2 * NUMBER, D2);
}

const P = memory.data(160);
const X = memory.data(40);
const Y = memory.data(40);
const SUM = memory.data(40);
const DIFFERENCE = memory.data(40);
