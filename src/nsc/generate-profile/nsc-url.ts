/** URLs of operators, accounts and users: `nsc://operator/account/user?what`. */
import { quoteText } from '../../jwt/validation.ts';
import { NscError } from '../errors.ts';

export interface NscUrl {
  readonly operator: string;
  readonly account: string | undefined;
  readonly user: string | undefined;
  /** Names in small letters, as case does not count. */
  readonly query: ReadonlyMap<string, string>;
}

const PREFIX = /^nsc:\/\//i;

export function parseNscUrl(text: string): NscUrl {
  if (!PREFIX.test(text)) throw wrong(text, "invalid nsc url: expecting 'nsc://'");
  const [, path = '', query = ''] = /^([^?]*)(?:\?(.*))?$/s.exec(text.replace(PREFIX, ''))!;
  const [operator = '', account = '', user = ''] = path
    .split('/')
    .map((part) => unescape(part, text));
  if (operator === '') throw wrong(text, 'invalid nsc url: expecting an operator name');
  return {
    operator,
    account: account === '' ? undefined : account,
    user: account === '' || user === '' ? undefined : user,
    query: new Map(query.split('&').map((part) => parameter(part, text))),
  };
}

function parameter(part: string, url: string): [string, string] {
  const [name = '', ...value] = part.split('=');
  return [name.toLowerCase(), unescape(value.join('='), url)];
}

function unescape(text: string, url: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw wrong(url, `invalid URL escape in ${quoteText(text)}`, { cause });
  }
}

function wrong(url: string, complaint: string, options?: ErrorOptions): NscError {
  return new NscError('ERR_NSC_INPUT', `error parsing ${quoteText(url)}: ${complaint}`, options);
}
