/** What the HTTP request of a websocket said of its peer. */
export interface WebSocketState {
  /** The address in front of the proxies, if they say so: `X-Forwarded-For`. */
  readonly clientIp: string | undefined;
  /** What stands in for the fields of CONNECT that the client left empty. */
  readonly credentials: CookieCredentials;
}

/** Named cookies' values; empty where there is none. */
export interface CookieCredentials {
  readonly jwt: string;
  readonly user: string;
  readonly pass: string;
  readonly token: string;
}
