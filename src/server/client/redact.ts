/** Values in a CONNECT that the trace must not show, as nats-server leaves them out. */
const SECRETS = [
  /("?\s*(?:auth_token\S*?|pass\S*?)"?\s*[:=]\s*"?)([^",\r\n}]*)/g,
  /((?:^|[^A-Za-z0-9_])"?\s*(?:proxy_sig|nkey|sig|jwt)"?\s*[:=]\s*"?)([^",\r\n}]*)/g,
];

/** `json` with its secrets as `[REDACTED]`. The JWT goes, too: a bearer's is a password (nats-server shows it). */
export function redactSecrets(json: string): string {
  let redacted = json;
  for (const pattern of SECRETS) redacted = redacted.replace(pattern, '$1[REDACTED]');
  return redacted;
}
