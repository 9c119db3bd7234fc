/** The texts by which a user is bound to places and times, read as Go's net and time packages read them. */
import { isIPv4, isIPv6 } from 'node:net';

/** Whether `text` is an address and the length of its network, as `192.0.2.0/24`. */
export function isCidr(text: string): boolean {
  const [, address = '', bits = ''] = /^([^/%]*)\/0*([0-9]{1,3})$/.exec(text) ?? [];
  if (isIPv4(address)) return Number(bits) <= 32;
  return isIPv6(address) && Number(bits) <= 128;
}

/** Whether `text` is a time of day as `15:04:05`. Go takes one digit for the hour, and fractions of a second. */
export function isClockTime(text: string): boolean {
  return /^([01]?[0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.,][0-9]+)?$/.test(text);
}

/** Whether `name` is a time zone by its IANA name, in its right case. */
export function isTimeZone(name: string): boolean {
  if (name === 'UTC' || name === 'Local') return true;
  // Node takes offsets like +01:00, too.
  if (!/^[A-Za-z]/.test(name)) return false;
  const canonical = canonicalZone(name);
  if (canonical === undefined) return false;
  return canonical.toLowerCase() !== name.toLowerCase() || canonical === name;
}

function canonicalZone(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined; // The only thing that can be wrong is the name.
  }
}
