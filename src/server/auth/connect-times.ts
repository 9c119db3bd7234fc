/** The times of day in which a user may be connected, as nats-server jwt.go, validateTimes, has them. */
import type { TimeRange } from '../../jwt/index.ts';

/** A time of day, in ms since midnight by the clocks on the wall. */
type TimeOfDay = number;

const DAY_MS = 86_400_000;

/**
 * Until when a user of `ranges` may be connected, in ms since 1970; undefined if he may not at `nowMs`. `zone` by its
 * IANA name; the machine's if it is empty.
 */
export function connectedUntil(
  ranges: readonly TimeRange[],
  zone: string,
  nowMs: number,
): number | undefined {
  if (ranges.length === 0) return Infinity;
  const wall = wallClock(nowMs, zone);
  const midnight = Math.floor(wall / DAY_MS) * DAY_MS;
  const ends = ranges.flatMap(({ start, end }) => {
    const [from, to] = [timeOfDay(start), timeOfDay(end)];
    const last = endOf(wall - midnight, from, to);
    return last === undefined ? [] : [instantOf(midnight + last, zone)];
  });
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** Where the range that `now` is in ends; undefined if it is in none. One that begins after its end crosses midnight. */
function endOf(now: TimeOfDay, start: TimeOfDay, end: TimeOfDay): TimeOfDay | undefined {
  if (start < now && now < end) return end;
  if (start <= end) return undefined;
  if (now < end) return end;
  return start < now ? end + DAY_MS : undefined;
}

/** `15:04:05`, found right before. Fractions of a second do not count. */
function timeOfDay(text: string): TimeOfDay {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(parseFloat);
  return ((hours * 60 + minutes) * 60 + Math.floor(seconds)) * 1000;
}

/** What the clocks on the wall show, as if it were UTC. */
function wallClock(ms: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    ...(zone === '' || zone === 'Local' ? {} : { timeZone: zone }),
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const part = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const read = (name: Intl.DateTimeFormatPartTypes): number => part.get(name) ?? 0;
  const seconds = Date.UTC(
    read('year'),
    read('month') - 1,
    read('day'),
    read('hour'),
    read('minute'),
    read('second'),
  );
  return seconds + (ms - Math.floor(ms / 1000) * 1000);
}

/** When the clocks on the wall show that: asked twice, since an hour may be put in or left out in between. */
function instantOf(wall: number, zone: string): number {
  let instant = wall;
  for (let tries = 0; tries < 2; tries++) instant += wall - wallClock(instant, zone);
  return instant;
}
