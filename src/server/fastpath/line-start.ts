import { ACCOUNT_ROUTE, GATEWAY, LEAFNODE, ROUTE, type Dialect } from '../../protocol/dialect.ts';

/** How the lines begin in which a kind of publisher writes its messages. */
export interface LineStart {
  /** First four bytes of a message's line, as a little-endian word; the next byte is a blank if none of them is. */
  readonly plain: number;
  /** The same of a message with headers. */
  readonly withHeaders: number;
  /** Words that what becomes of a message is known by: the subject, and before it the account where lines name it. */
  readonly keyWords: number;
}

export const PUB_ = wordOf('PUB ');

const CLIENT: LineStart = { plain: PUB_, withHeaders: wordOf('HPUB'), keyWords: 1 };
const NAMING_ACCOUNTS: LineStart = {
  plain: wordOf('RMSG'),
  withHeaders: wordOf('HMSG'),
  keyWords: 2,
};

/** Each in the one form that its peers write; an LMSG that names an origin is for the slow road. */
const STARTS: ReadonlyMap<Dialect | undefined, LineStart> = new Map([
  [undefined, CLIENT],
  [ROUTE, NAMING_ACCOUNTS],
  [GATEWAY, NAMING_ACCOUNTS],
  [ACCOUNT_ROUTE, { ...NAMING_ACCOUNTS, keyWords: 1 }],
  [LEAFNODE, { ...NAMING_ACCOUNTS, plain: wordOf('LMSG'), keyWords: 1 }],
]);

/** How publishers begin that speak `dialect`; clients if it is undefined. Undefined if it is a dialect of its own. */
export function lineStartOf(dialect: Dialect | undefined): LineStart | undefined {
  return STARTS.get(dialect);
}

/** The first four bytes of `text` as a little-endian word. */
export function wordOf(text: string): number {
  return Buffer.from(text, 'latin1').readInt32LE(0);
}
