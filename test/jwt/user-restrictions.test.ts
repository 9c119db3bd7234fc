// What Go's net.ParseCIDR, time.Parse and time.LoadLocation take: golden.json and random comparisons agree.
import assert from 'node:assert/strict';
import { isCidr, isClockTime, isTimeZone } from '../../src/jwt/user-restrictions.ts';

describe('isCidr', () => {
  for (const text of [
    '192.0.2.0/24',
    '0.0.0.0/0',
    '1.2.3.4/32',
    '::/0',
    '2001:db8::1/128',
    '::ffff:1.2.3.4/96',
    '1.2.3.4/008',
  ]) {
    it(`takes ${text}`, () => assert.equal(isCidr(text), true));
  }
  for (const text of [
    '',
    '1.2.3.4',
    '1.2.3.4/',
    '/8',
    '1.2.3.4/33',
    '::/129',
    '1.2.3/8',
    '01.2.3.4/8',
    '1.2.3.4/+8',
    '1.2.3.4/-1',
    '1.2.3.4/8/8',
    'fe80::1%eth0/64',
    ' 1.2.3.4/8',
    '1.2.3.4/8 ',
    'localhost/8',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(isCidr(text), false));
  }
});

describe('isClockTime', () => {
  for (const text of ['00:00:00', '8:05:09', '23:59:59', '08:00:00.5', '08:00:00,123456789']) {
    it(`takes ${text}`, () => assert.equal(isClockTime(text), true));
  }
  for (const text of [
    '',
    '24:00:00',
    '08:60:00',
    '08:00:60',
    '08:00',
    '8:0:0',
    '008:00:00',
    '08:00:00.',
    ' 08:00:00',
    '08:00:00x',
    '08:00:00\n',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(isClockTime(text), false));
  }
});

describe('isTimeZone', () => {
  for (const name of [
    'UTC',
    'Local',
    'Europe/Berlin',
    'America/Port-au-Prince',
    'Asia/Calcutta',
    'Etc/GMT+5',
    'EST5EDT',
  ]) {
    it(`takes ${name}`, () => assert.equal(isTimeZone(name), true));
  }
  for (const name of [
    'Mars/Olympus',
    'europe/berlin',
    '+01:00',
    '../etc/passwd',
    '/etc/localtime',
    ' UTC',
    'utc',
  ]) {
    it(`refuses ${name}`, () => assert.equal(isTimeZone(name), false));
  }
});
