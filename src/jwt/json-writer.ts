/** JSON to the letter as Go's encoding/json writes it, so that the same claims make the same token. */

/** A string: `<`, `>` and `&` are escaped, for pages of HTML, and so are the line ends of JavaScript. */
export function writeText(text: string): string {
  return JSON.stringify(text.replace(/\p{Surrogate}/gu, '\ufffd')).replace(ESCAPED, escapeOf);
}

/** An object of members that are JSON already. */
export function writeObject(members: readonly (readonly [name: string, json: string])[]): string {
  return `{${members.map(([name, json]) => `${writeText(name)}:${json}`).join(',')}}`;
}

/** A list of items that are JSON already. */
export function writeList(items: readonly string[]): string {
  return `[${items.join(',')}]`;
}

/** A double; both languages change to exponents at the same sizes, and only Go knows -0. */
export function writeDouble(number: number): string {
  return Object.is(number, -0) ? '-0' : String(number);
}

/** The order of strings in Go: of their bytes in UTF-8, which JavaScript's order is not beyond U+FFFF. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  if (/[\ud800-\udfff]/.test(a + b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

const ESCAPED = /[<>&\u2028\u2029]/g;

function escapeOf(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
