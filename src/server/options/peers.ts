/** What routes, gateways and leafnodes have in common: URLs, compression, write timeouts. */
import { parseDuration } from '../../base/duration.ts';
import { NatsxError } from '../../base/errors.ts';
import type { Kind, Place, Source } from './kind.ts';
import { oneOf } from './kinds.ts';

/** A URL in a text: nothing of what stands before its `@`. */
export function shownUrl(url: string): string {
  return url.trim().replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1[REDACTED]@');
}

/** Whether a leafnode's connection to it is a websocket. */
export function isWebsocketUrl(url: string): boolean {
  return /^wss?:/i.test(url);
}

/** The URL of another server; any scheme is taken. May hold a password. */
export function peerUrl(what: string): Kind<string> {
  const problem = (url: string): string | undefined =>
    isUrl(url) ? undefined : `error parsing ${what} url [${JSON.stringify(shownUrl(url))}]`;
  return {
    name: 'URL',
    read(source) {
      if (!source.is('string')) return source.expected('a string');
      const found = problem(source.value.value);
      return found === undefined ? source.value.value.trim() : source.error(found);
    },
    complete(given, place) {
      const found = problem(given);
      if (found !== undefined) place.sentence(found);
      return given.trim();
    },
  };
}

/** What Go's url.Parse takes, as far as a server's URL goes. */
function isUrl(text: string): boolean {
  const url = text.trim();
  // Go wants the port to be digits and no control characters; a bare word is a path there.
  if (/[\u0000-\u001f\u007f]/.test(url)) return false;
  const authority = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1];
  if (authority === undefined) return !/^[^/]*:/.test(url) || /^[a-z][a-z\d+.-]*:/i.test(url);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return /^(\[[^\]]*\]|[^:\s[\]]*)(:\d*)?$/.test(host);
}

/** Lists of URLs; one that is named twice counts once. */
export function peerUrls(what: string, { single = false } = {}): Kind<readonly string[]> {
  const url = peerUrl(what);
  return {
    name: single ? 'URL or list of it' : 'list of URL',
    read(source) {
      if (single && source.is('string')) {
        const one = url.read(source);
        return one === undefined ? undefined : [one];
      }
      if (!source.is('array')) return source.expected('an array');
      const seen = new Set<string>();
      for (const item of source.items()) {
        const one = url.read(item);
        if (one === undefined) continue;
        if (seen.has(one)) warnTwice(item, one, what);
        seen.add(one);
      }
      return [...seen];
    },
    complete: (given, place) => given.map((each, at) => url.complete(each, place.in(at))),
  };
}

function warnTwice(item: Source, url: string, what: string): void {
  item.warn(`Duplicate ${what} entry detected`, shownUrl(url));
}

/** How a connection between servers is compressed. */
export interface CompressionOptions {
  readonly mode: CompressionMode;
  /** Of `s2_auto`: round trips in ms from which on the next better mode is used. */
  readonly rttThresholds: readonly number[];
}

const modes = [
  'off',
  'accept',
  's2_auto',
  's2_uncompressed',
  's2_fast',
  's2_better',
  's2_best',
] as const;
type CompressionMode = (typeof modes)[number];

export type GivenCompression =
  boolean | string | { readonly mode?: string; readonly rttThresholds?: readonly number[] };

/** nats-server: RTTs of the steps between uncompressed, fast, better and best. */
const DEFAULT_THRESHOLDS = [10, 50, 100];

/** A mode, `true` for `whenOn`, or a mode with thresholds. */
export function compression(
  whenOn: 's2_fast' | 's2_auto',
): Kind<CompressionOptions, GivenCompression> {
  return {
    name: 'boolean, mode or { mode, rtt_thresholds }',
    read(source) {
      if (source.is('boolean')) return source.value.value;
      if (source.is('string')) return source.value.value;
      if (!source.is('map')) {
        return source.error(
          `field ${JSON.stringify(source.key)} should be a boolean or a structure, got ${source.value.type}`,
        );
      }
      return readCompression(source.entries());
    },
    complete(given, place) {
      const { mode = whenOn, rttThresholds = [] } =
        typeof given === 'boolean'
          ? { mode: given ? whenOn : 'off' }
          : typeof given === 'string'
            ? { mode: given }
            : given;
      const known = modeOf(mode, whenOn, place);
      const thresholds = known === 's2_auto' ? checkThresholds(rttThresholds, place) : [];
      return { mode: known, rttThresholds: thresholds };
    },
  };
}

function readCompression(entries: readonly Source[]): GivenCompression {
  const given: { mode?: string; rttThresholds?: readonly number[] } = {};
  for (const entry of entries) {
    switch (entry.key.toLowerCase()) {
      case 'mode':
        if (entry.is('string')) given.mode = entry.value.value;
        else entry.expected('a string');
        break;
      case 'rtt_thresholds':
      case 'thresholds':
      case 'rtts':
      case 'rtt':
        given.rttThresholds = readThresholds(entry);
        break;
      default:
        entry.error(`unknown field ${JSON.stringify(entry.key)}`);
    }
  }
  return given;
}

function readThresholds(source: Source): number[] {
  if (!source.is('array')) {
    source.expected('an array');
    return [];
  }
  return source.items().flatMap((item) => {
    if (!item.is('string')) return item.expected('a duration such as "10ms"') ?? [];
    try {
      return [parseDuration(item.value.value)];
    } catch (error) {
      if (!(error instanceof NatsxError)) throw error;
      return item.error(error.message) ?? [];
    }
  });
}

/** The spellings of nats-server server.go, validateAndNormalizeCompressionOption. */
function modeOf(mode: string, whenOn: CompressionMode, place: Place): CompressionMode {
  const small = mode.toLowerCase();
  if (['not supported', 'not_supported'].includes(small)) return 'off';
  if (['off', 'disabled', 'false'].includes(small)) return 'off';
  if (['on', 'enabled', 'true'].includes(small)) return whenOn;
  if (['fast', 'better', 'best', 'auto', 'uncompressed'].includes(small)) {
    return modeOf(`s2_${small}`, whenOn, place);
  }
  const known = modes.find((each) => each === small);
  if (known === undefined) place.sentence(`unsupported compression mode ${JSON.stringify(mode)}`);
  return known ?? 'off';
}

function checkThresholds(given: readonly number[], place: Place): readonly number[] {
  if (given.length === 0) return DEFAULT_THRESHOLDS;
  if (given.some((each) => each < 0)) place.sentence('RTT threshold values cannot be negative');
  const sorted = given.every((each, at) => at === 0 || each === 0 || each > given[at - 1]!);
  if (!sorted) place.sentence('RTT threshold values should be in increasing order');
  if (given.length > 4) {
    place.sentence('compression mode "s2_auto" should have no more than 4 RTT thresholds');
  }
  return [...given];
}

/** What becomes of a connection whose peer does not read in time. */
export const writeTimeoutPolicy = oneOf(['default', 'close', 'retry'], {
  unknown: () => "write_timeout must be 'default', 'close' or 'retry'",
});
