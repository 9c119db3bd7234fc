/**
 * JSON objects of the wire, read as Go's decoder does: field names in any case, null leaves a field as it is, unknown
 * fields are passed over, and a known one of another type makes the whole text bad.
 */
export type FieldType = 'string' | 'boolean' | 'integer' | 'object' | 'strings';

/** The known fields, their names in lower case. */
export type FieldTypes = Readonly<Record<string, FieldType>>;

/** What is wrong with a text, without any of its values: they may be secrets. */
export interface Complaint {
  readonly complaint: string;
}

/** The fields of `types` that `json` gives a value; `what` names the text in complaints. */
export function readFields(
  what: string,
  json: string,
  types: FieldTypes,
): Readonly<Record<string, unknown>> | Complaint {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    // The parser's message quotes the text.
    return { complaint: `${what} is not valid JSON` };
  }
  if (parsed === null) return {};
  if (typeof parsed !== 'object' || Array.isArray(parsed)) {
    return { complaint: `${what} is not a JSON object` };
  }
  const numbers = ODD_NUMBER.test(json) ? numberTexts(json) : undefined;
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(parsed) as [string, unknown][]) {
    const name = key.toLowerCase();
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    if (type === undefined || value === null) continue;
    if (
      !isOf(type, value) ||
      (type === 'integer' && numbers !== undefined && !isInt64(numbers.get(key)!))
    ) {
      return { complaint: `${what}'s ${name} must be ${WANTED[type]}` };
    }
    fields[name] = value;
  }
  return fields;
}

export function isComplaint(result: object): result is Complaint {
  return 'complaint' in result;
}

const WANTED: Readonly<Record<FieldType, string>> = {
  string: 'a string',
  boolean: 'true or false',
  integer: 'a whole number of 64 bits',
  object: 'an object',
  strings: 'a list of strings',
};

function isOf(type: FieldType, value: unknown): boolean {
  if (type === 'integer') return typeof value === 'number';
  if (type === 'strings') return isList(value, 'string');
  return typeof value === type && !Array.isArray(value);
}

function isList(value: unknown, type: string): boolean {
  return Array.isArray(value) && value.every((each) => each === null || typeof each === type);
}

/** Go takes neither 1.0 nor 1e0 for a whole number; JSON.parse can't tell them from 1, nor 2^63 from 2^63 - 1. */
function isInt64(text: string): boolean {
  return /^-?[0-9]+$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

/** Whether some number may be other than its text; a text without one is spared the search, 24 µs a CONNECT. */
const ODD_NUMBER = /:\s*-?[0-9]*[0-9](?:[.eE]|(?<=[0-9]{16}))/;

const TOKENS = /"(?:[^"\\]+|\\.)*"|[[\]{}]|-?[0-9][-+.0-9eE]*/g;

/** How the numbers of an object, known to be valid, are written; not those of objects and lists inside. */
function numberTexts(json: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  let depth = 0;
  let key = '';
  for (const [token] of json.matchAll(TOKENS)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (depth !== 1) continue;
    // A string that is a value is followed by the next key, before any number.
    else if (token.startsWith('"')) key = JSON.parse(token) as string;
    else texts.set(key, token);
  }
  return texts;
}
