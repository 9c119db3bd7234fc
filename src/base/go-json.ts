/**
 * The text of `value` on one line, as Go's json.Marshal writes it: what could be markup and what ends a line in
 * JavaScript is escaped, and there are no lone surrogates. What is `undefined` in an object is left out.
 */
export function goJson(value: unknown): string {
  return asGoEscapes(JSON.stringify(value));
}

/** The escapes of Go in `json`, which JSON.stringify wrote. */
export function asGoEscapes(json: string): string {
  const escaped = json.replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  if (!escaped.includes('\\ud')) return escaped;
  // JSON.stringify writes lone surrogates, and only those, as \udxxx; `.` skips escaped backslashes.
  return escaped.replace(/\\(?:ud[89a-f][\da-f]{2}|.)/g, (escape) =>
    escape.startsWith('\\ud') ? '\\ufffd' : escape,
  );
}
