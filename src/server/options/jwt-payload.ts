/** What a JWT says of itself, its signature unchecked: enough to see what it is and when it ends. */
export interface JwtPayload {
  /** Seconds since 1970 at which it ends; 0 or absent: never. */
  readonly exp?: number;
  /** Seconds since 1970 from which on it counts. */
  readonly nbf?: number;
  readonly name?: string;
  readonly type?: string;
  readonly nats?: { readonly type?: string };
}

/** The claims of the first JWT in a text, which may be a creds file; undefined if there is none. */
export function jwtPayload(text: string): JwtPayload | undefined {
  const [, payload] = /(?:^|\s)eyJ[\w-]*\.([\w-]+)\.[\w-]+(?=\s|$)/.exec(text) ?? [];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return typeof claims === 'object' && claims !== null ? claims : undefined;
  } catch {
    return undefined; // Three parts, but the second is no JSON: no JWT.
  }
}
