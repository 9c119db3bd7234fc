/**
 * Numbers modulo 2^255 - 19, as ten signed limbs of 26 and 25 bits by turns: limb i stands for limb * 2^ceil(25.5 i).
 * WebAssembly has no product of 128 bits, and with such limbs ten products of 32 by 32 bits fit into 64.
 *
 * A number is an address; its limbs are ten i32 there. Products and inverses leave limbs below 2^26, sums and
 * differences of two such are good for another product, and for no second sum.
 */

/** The bytes of a number. */
export const NUMBER: usize = 40;

/** 1 */
export const ONE: usize = memory.data<i32>([
  1, 0, 0, 0, 0,
  0, 0, 0, 0, 0,
]);

/** 2d, the curve being -x² + y² = 1 + dx²y². */
export const D2: usize = memory.data<i32>([
  45281625, 27714825, 36363642, 13898781, 229458,
  15978800, 54557047, 27058993, 29715967, 9444199,
]);

/** 1/d */
export const INVERSE_D: usize = memory.data<i32>([
  30013507, 3972531, 42321084, 12719050, 2979674,
  28954470, 51415654, 29910370, 18959708, 16925179,
]);

/** -1/d */
export const MINUS_INVERSE_D: usize = memory.data<i32>([
  37095338, 29581900, 24787779, 20835381, 64129189,
  4599961, 15693209, 3644061, 48149155, 16629252,
]);

/** The base point B (RFC 8032 section 5.1). */
export const BASE_X: usize = memory.data<i32>([
  52811034, 25909283, 16144682, 17082669, 27570973,
  30858332, 40966398, 8378388, 20764389, 8758491,
]);

/** B has y = 4/5. */
export const BASE_Y: usize = memory.data<i32>([
  40265304, 26843545, 13421772, 20132659, 26843545,
  6710886, 53687091, 13421772, 40265318, 26843545,
]);

/** out = f + g */
export function add(out: usize, f: usize, g: usize): void {
  store<i32>(out, load<i32>(f, 0) + load<i32>(g, 0), 0);
  store<i32>(out, load<i32>(f, 4) + load<i32>(g, 4), 4);
  store<i32>(out, load<i32>(f, 8) + load<i32>(g, 8), 8);
  store<i32>(out, load<i32>(f, 12) + load<i32>(g, 12), 12);
  store<i32>(out, load<i32>(f, 16) + load<i32>(g, 16), 16);
  store<i32>(out, load<i32>(f, 20) + load<i32>(g, 20), 20);
  store<i32>(out, load<i32>(f, 24) + load<i32>(g, 24), 24);
  store<i32>(out, load<i32>(f, 28) + load<i32>(g, 28), 28);
  store<i32>(out, load<i32>(f, 32) + load<i32>(g, 32), 32);
  store<i32>(out, load<i32>(f, 36) + load<i32>(g, 36), 36);
}

/** out = f - g */
export function subtract(out: usize, f: usize, g: usize): void {
  store<i32>(out, load<i32>(f, 0) - load<i32>(g, 0), 0);
  store<i32>(out, load<i32>(f, 4) - load<i32>(g, 4), 4);
  store<i32>(out, load<i32>(f, 8) - load<i32>(g, 8), 8);
  store<i32>(out, load<i32>(f, 12) - load<i32>(g, 12), 12);
  store<i32>(out, load<i32>(f, 16) - load<i32>(g, 16), 16);
  store<i32>(out, load<i32>(f, 20) - load<i32>(g, 20), 20);
  store<i32>(out, load<i32>(f, 24) - load<i32>(g, 24), 24);
  store<i32>(out, load<i32>(f, 28) - load<i32>(g, 28), 28);
  store<i32>(out, load<i32>(f, 32) - load<i32>(g, 32), 32);
  store<i32>(out, load<i32>(f, 36) - load<i32>(g, 36), 36);
}

/** out = f * g; out may be f or g. */
export function multiply(out: usize, f: usize, g: usize): void {
  const f0 = <i64>load<i32>(f, 0);
  const f1 = <i64>load<i32>(f, 4);
  const f2 = <i64>load<i32>(f, 8);
  const f3 = <i64>load<i32>(f, 12);
  const f4 = <i64>load<i32>(f, 16);
  const f5 = <i64>load<i32>(f, 20);
  const f6 = <i64>load<i32>(f, 24);
  const f7 = <i64>load<i32>(f, 28);
  const f8 = <i64>load<i32>(f, 32);
  const f9 = <i64>load<i32>(f, 36);
  const g0 = <i64>load<i32>(g, 0);
  const g1 = <i64>load<i32>(g, 4);
  const g2 = <i64>load<i32>(g, 8);
  const g3 = <i64>load<i32>(g, 12);
  const g4 = <i64>load<i32>(g, 16);
  const g5 = <i64>load<i32>(g, 20);
  const g6 = <i64>load<i32>(g, 24);
  const g7 = <i64>load<i32>(g, 28);
  const g8 = <i64>load<i32>(g, 32);
  const g9 = <i64>load<i32>(g, 36);
  // Two odd limbs stand half a bit too low each; what passes 2^255 comes back times 19.
  const f1x2 = f1 << 1;
  const f3x2 = f3 << 1;
  const f5x2 = f5 << 1;
  const f7x2 = f7 << 1;
  const f9x2 = f9 << 1;
  const g1x19 = 19 * g1;
  const g2x19 = 19 * g2;
  const g3x19 = 19 * g3;
  const g4x19 = 19 * g4;
  const g5x19 = 19 * g5;
  const g6x19 = 19 * g6;
  const g7x19 = 19 * g7;
  const g8x19 = 19 * g8;
  const g9x19 = 19 * g9;
  let h0 =
    f0 * g0 + f1x2 * g9x19 + f2 * g8x19 + f3x2 * g7x19 + f4 * g6x19 +
    f5x2 * g5x19 + f6 * g4x19 + f7x2 * g3x19 + f8 * g2x19 + f9x2 * g1x19;
  let h1 =
    f0 * g1 + f1 * g0 + f2 * g9x19 + f3 * g8x19 + f4 * g7x19 +
    f5 * g6x19 + f6 * g5x19 + f7 * g4x19 + f8 * g3x19 + f9 * g2x19;
  let h2 =
    f0 * g2 + f1x2 * g1 + f2 * g0 + f3x2 * g9x19 + f4 * g8x19 +
    f5x2 * g7x19 + f6 * g6x19 + f7x2 * g5x19 + f8 * g4x19 + f9x2 * g3x19;
  let h3 =
    f0 * g3 + f1 * g2 + f2 * g1 + f3 * g0 + f4 * g9x19 +
    f5 * g8x19 + f6 * g7x19 + f7 * g6x19 + f8 * g5x19 + f9 * g4x19;
  let h4 =
    f0 * g4 + f1x2 * g3 + f2 * g2 + f3x2 * g1 + f4 * g0 +
    f5x2 * g9x19 + f6 * g8x19 + f7x2 * g7x19 + f8 * g6x19 + f9x2 * g5x19;
  let h5 =
    f0 * g5 + f1 * g4 + f2 * g3 + f3 * g2 + f4 * g1 +
    f5 * g0 + f6 * g9x19 + f7 * g8x19 + f8 * g7x19 + f9 * g6x19;
  let h6 =
    f0 * g6 + f1x2 * g5 + f2 * g4 + f3x2 * g3 + f4 * g2 +
    f5x2 * g1 + f6 * g0 + f7x2 * g9x19 + f8 * g8x19 + f9x2 * g7x19;
  let h7 =
    f0 * g7 + f1 * g6 + f2 * g5 + f3 * g4 + f4 * g3 +
    f5 * g2 + f6 * g1 + f7 * g0 + f8 * g9x19 + f9 * g8x19;
  let h8 =
    f0 * g8 + f1x2 * g7 + f2 * g6 + f3x2 * g5 + f4 * g4 +
    f5x2 * g3 + f6 * g2 + f7x2 * g1 + f8 * g0 + f9x2 * g9x19;
  let h9 =
    f0 * g9 + f1 * g8 + f2 * g7 + f3 * g6 + f4 * g5 +
    f5 * g4 + f6 * g3 + f7 * g2 + f8 * g1 + f9 * g0;
  // Two chains of carries side by side, rounding so that limbs stay around zero.
  let carry: i64;
  carry = (h0 + 33554432) >> 26;
  h1 += carry;
  h0 -= carry << 26;
  carry = (h4 + 33554432) >> 26;
  h5 += carry;
  h4 -= carry << 26;
  carry = (h1 + 16777216) >> 25;
  h2 += carry;
  h1 -= carry << 25;
  carry = (h5 + 16777216) >> 25;
  h6 += carry;
  h5 -= carry << 25;
  carry = (h2 + 33554432) >> 26;
  h3 += carry;
  h2 -= carry << 26;
  carry = (h6 + 33554432) >> 26;
  h7 += carry;
  h6 -= carry << 26;
  carry = (h3 + 16777216) >> 25;
  h4 += carry;
  h3 -= carry << 25;
  carry = (h7 + 16777216) >> 25;
  h8 += carry;
  h7 -= carry << 25;
  carry = (h4 + 33554432) >> 26;
  h5 += carry;
  h4 -= carry << 26;
  carry = (h8 + 33554432) >> 26;
  h9 += carry;
  h8 -= carry << 26;
  carry = (h9 + 16777216) >> 25;
  h0 += 19 * carry;
  h9 -= carry << 25;
  carry = (h0 + 33554432) >> 26;
  h1 += carry;
  h0 -= carry << 26;
  store<i32>(out, <i32>h0, 0);
  store<i32>(out, <i32>h1, 4);
  store<i32>(out, <i32>h2, 8);
  store<i32>(out, <i32>h3, 12);
  store<i32>(out, <i32>h4, 16);
  store<i32>(out, <i32>h5, 20);
  store<i32>(out, <i32>h6, 24);
  store<i32>(out, <i32>h7, 28);
  store<i32>(out, <i32>h8, 32);
  store<i32>(out, <i32>h9, 36);
}

/** out = f */
export function copy(out: usize, f: usize): void {
  memory.copy(out, f, NUMBER);
}

const T0 = memory.data(40);
const T1 = memory.data(40);
const T2 = memory.data(40);

/** out = 1 / f, that is f^(2^255 - 21); 0 for 0. */
export function invert(out: usize, f: usize): void {
  // z^(2^n - 1) for n = 5, 10, 20, 40, 50, 100, 200, 250, each from the ones before.
  squares(T0, f, 1); //                2
  squares(T1, T0, 2); //               8
  multiply(T1, T1, f); //              9
  multiply(T0, T0, T1); //             11
  squares(T2, T0, 1); //               22
  multiply(T1, T1, T2); //             2^5 - 1
  extend(T1, T1, 5); //                2^10 - 1
  copy(T3, T1);
  extend(T1, T1, 10); //               2^20 - 1
  extend(T1, T1, 20); //               2^40 - 1
  squares(T1, T1, 10);
  multiply(T1, T1, T3); //             2^50 - 1
  copy(T3, T1);
  extend(T1, T1, 50); //               2^100 - 1
  extend(T1, T1, 100); //              2^200 - 1
  squares(T1, T1, 50);
  multiply(T1, T1, T3); //             2^250 - 1
  squares(T1, T1, 5);
  multiply(out, T1, T0); //            2^255 - 32 + 11
}

const T3 = memory.data(40);

/** z^(2^n - 1) to z^(2^2n - 1). */
function extend(out: usize, f: usize, n: i32): void {
  squares(T2, f, n);
  multiply(out, T2, f);
}

function squares(out: usize, f: usize, count: i32): void {
  multiply(out, f, f);
  for (let i = 1; i < count; i++) multiply(out, out, out);
}

/**
 * Replaces `count` numbers, none of them zero, by their inverses: one inversion and three products each (Montgomery).
 * `products` is room for as many numbers.
 */
export function invertAll(numbers: usize, products: usize, count: i32): void {
  copy(products, numbers);
  for (let i = 1; i < count; i++) {
    const at = <usize>i * NUMBER;
    multiply(products + at, products + at - NUMBER, numbers + at);
  }
  const last = <usize>(count - 1) * NUMBER;
  invert(RUNNING, products + last);
  for (let at = last; at > 0; at -= NUMBER) {
    multiply(INVERSE, RUNNING, products + at - NUMBER);
    multiply(RUNNING, RUNNING, numbers + at);
    copy(numbers + at, INVERSE);
  }
  copy(numbers, RUNNING);
}

const RUNNING = memory.data(40);
const INVERSE = memory.data(40);

/** Writes the one value of f below the modulus: 32 bytes, little endian. */
export function toBytes(out: usize, f: usize): void {
  let h0 = <i64>load<i32>(f, 0);
  let h1 = <i64>load<i32>(f, 4);
  let h2 = <i64>load<i32>(f, 8);
  let h3 = <i64>load<i32>(f, 12);
  let h4 = <i64>load<i32>(f, 16);
  let h5 = <i64>load<i32>(f, 20);
  let h6 = <i64>load<i32>(f, 24);
  let h7 = <i64>load<i32>(f, 28);
  let h8 = <i64>load<i32>(f, 32);
  let h9 = <i64>load<i32>(f, 36);
  // How often the modulus fits in; then 19 times that up, 2^255 times that down.
  let q = (19 * h9 + 16777216) >> 25;
  q = (h0 + q) >> 26;
  q = (h1 + q) >> 25;
  q = (h2 + q) >> 26;
  q = (h3 + q) >> 25;
  q = (h4 + q) >> 26;
  q = (h5 + q) >> 25;
  q = (h6 + q) >> 26;
  q = (h7 + q) >> 25;
  q = (h8 + q) >> 26;
  q = (h9 + q) >> 25;
  h0 += 19 * q;
  h1 += h0 >> 26;
  h0 &= 67108863;
  h2 += h1 >> 25;
  h1 &= 33554431;
  h3 += h2 >> 26;
  h2 &= 67108863;
  h4 += h3 >> 25;
  h3 &= 33554431;
  h5 += h4 >> 26;
  h4 &= 67108863;
  h6 += h5 >> 25;
  h5 &= 33554431;
  h7 += h6 >> 26;
  h6 &= 67108863;
  h8 += h7 >> 25;
  h7 &= 33554431;
  h9 += h8 >> 26;
  h8 &= 67108863;
  h9 &= 33554431;
  store<i64>(out, h0 | (h1 << 26) | (h2 << 51));
  store<i64>(out, (h2 >> 13) | (h3 << 13) | (h4 << 38), 8);
  store<i64>(out, h5 | (h6 << 25) | (h7 << 51), 16);
  store<i64>(out, (h7 >> 13) | (h8 << 12) | (h9 << 38), 24);
}
