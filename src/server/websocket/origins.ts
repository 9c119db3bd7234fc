import { NatsxError } from '../../base/errors.ts';

interface Origin {
  readonly scheme: string;
  readonly host: string;
  readonly port: string;
}

/** From which pages a browser may connect. Clients that are no browsers send no origin, and may always. */
export class OriginRules {
  readonly #sameOrigin: boolean;
  readonly #allowed: readonly Origin[];
  readonly #isSecure: boolean;

  /** `isSecure`: whether the websocket is served with TLS, and same origin therefore means https. */
  constructor(sameOrigin: boolean, allowed: readonly string[], isSecure: boolean) {
    this.#sameOrigin = sameOrigin;
    this.#allowed = allowed.map(allowedOrigin);
    this.#isSecure = isSecure;
  }

  /** Why a page of `origin` may not connect to us as `host`; undefined if it may. */
  complaint(origin: string, host: string): string | undefined {
    if (origin === '' || (!this.#sameOrigin && this.#allowed.length === 0)) return undefined;
    const from = readOrigin(origin);
    if (from === undefined) return `parse ${JSON.stringify(origin)}: invalid URI for request`;
    if (this.#sameOrigin) {
      const own = readOrigin(`${this.#isSecure ? 'https' : 'http'}://${host}`);
      if (own === undefined || !isSame(from, own)) return 'not same origin';
    }
    if (this.#allowed.length > 0 && !this.#allowed.some((each) => isSame(from, each))) {
      return 'not in the allowed list';
    }
    return undefined;
  }
}

function allowedOrigin(text: string): Origin {
  const origin = readOrigin(text);
  const problem =
    origin === undefined
      ? `unable to parse allowed origin: parse ${JSON.stringify(text)}: invalid URI for request`
      : origin.scheme !== 'http:' && origin.scheme !== 'https:'
        ? `unable to parse allowed origin ${JSON.stringify(text)}: allowed origins must be absolute URLs with http or https scheme`
        : undefined;
  if (problem !== undefined) throw new NatsxError('ERR_OPTIONS', problem);
  return origin!;
}

function readOrigin(text: string): Origin | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port } = new URL(text);
  return { scheme: protocol, host: hostname, port };
}

/** `URL` has left out the ports that the schemes stand for. */
function isSame(one: Origin, other: Origin): boolean {
  return one.scheme === other.scheme && one.host === other.host && one.port === other.port;
}
