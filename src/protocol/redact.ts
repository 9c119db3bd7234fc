/** A field of a CONNECT that the trace must not show, and its value: whole, whatever is in it, in JSON or almost. */
const SECRET =
  /(?<![A-Za-z0-9_])("?(?:auth_token|pass\w*|proxy_sig|nkey|sig|jwt)"?\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|\[[^\]]*\]?|\{[^}]*\}?|[^"[{,\r\n}]*)/gi;

/**
 * `json` with its secrets as `[REDACTED]`, for the trace. The JWT goes, too: a bearer's is a password. nats-server
 * shows it, and what follows a comma or an escaped quote in a password.
 */
export function redactSecrets(json: string): string {
  return unescaped(json).replace(SECRET, (_, key: string, value: string) => {
    if (!value.startsWith('"')) return `${key}[REDACTED]`;
    const isFinished = value.length > 1 && value.endsWith('"');
    return `${key}"[REDACTED]${isFinished ? '"' : ''}`;
  });
}

/** A name may be written with escapes (`p\u0061ss`): then as plain as JSON can be written, or not at all. */
function unescaped(json: string): string {
  if (!json.includes('\\u')) return json;
  try {
    return JSON.stringify(JSON.parse(json));
  } catch {
    // Not JSON: the server reads nothing from it, and the trace need not show what it hides.
    return '[REDACTED]';
  }
}
