/**
 * Points of the twisted Edwards curve -x² + y² = 1 + dx²y² in extended coordinates: X, Y, Z, T one after the other, with
 * x = X/Z, y = Y/Z, xy = T/Z (Hisil, Wong, Carter, Dawson 2008). The sum is complete: it needs no special case, not even
 * for doubling.
 */
import { add, copy, INVERSE_D, MINUS_INVERSE_D, multiply, NUMBER, ONE, subtract } from './field';

/** The bytes of a point. */
export const POINT: usize = 160;

/** point = 0 */
export function setIdentity(point: usize): void {
  memory.fill(point, 0, POINT);
  copy(point + NUMBER, ONE);
  copy(point + 2 * NUMBER, ONE);
}

/** point = entry, or minus entry. */
export function setToEntry(point: usize, entry: usize, isNegative: bool): void {
  const plus = isNegative ? entry + NUMBER : entry;
  const minus = isNegative ? entry : entry + NUMBER;
  subtract(point, plus, minus); // 2x
  add(point + NUMBER, plus, minus); // 2y
  add(point + 2 * NUMBER, ONE, ONE); // so Z is 2,
  multiply(point + 3 * NUMBER, entry + 2 * NUMBER, isNegative ? MINUS_INVERSE_D : INVERSE_D); // and T is 2xy.
}

/** point = point + entry, or point - entry. */
export function addEntry(point: usize, entry: usize, isNegative: bool): void {
  sum(point, entry, isNegative);
  multiply(point, E, F);
  multiply(point + NUMBER, G, H);
  multiply(point + 2 * NUMBER, F, G);
  multiply(point + 3 * NUMBER, E, H);
}

/** As addEntry, for who needs only y = Y/Z of the result. */
export function addLastEntry(point: usize, entry: usize, isNegative: bool): void {
  sum(point, entry, isNegative);
  multiply(point + NUMBER, G, H);
  multiply(point + 2 * NUMBER, F, G);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function sum(point: usize, entry: usize, isNegative: bool): void {
  // Minus (x, y) is (-x, y): y + x and y - x change places, and 2dxy its sign, so F and G change places.
  const plus = isNegative ? entry + NUMBER : entry;
  const minus = isNegative ? entry : entry + NUMBER;
  const f = isNegative ? G : F;
  const g = isNegative ? F : G;
  subtract(A, point + NUMBER, point);
  add(B, point + NUMBER, point);
  multiply(A, A, minus);
  multiply(B, B, plus);
  multiply(C, entry + 2 * NUMBER, point + 3 * NUMBER);
  add(D, point + 2 * NUMBER, point + 2 * NUMBER);
  subtract(E, B, A);
  subtract(f, D, C);
  add(g, D, C);
  add(H, B, A);
}

const A = memory.data(40);
const B = memory.data(40);
const C = memory.data(40);
const D = memory.data(40);
const E = memory.data(40);
const F = memory.data(40);
const G = memory.data(40);
const H = memory.data(40);
