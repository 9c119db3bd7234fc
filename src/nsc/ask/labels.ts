/** Exports and imports as boxes show them: Go's nsc has the same signs for streams, services and private ones. */
import type { Export } from '../../jwt/exports.ts';
import type { Import } from '../../jwt/imports.ts';

/** `A -> [news] news.> [!]`: account, direction, name unless it is the subject, subject, whether it is private. */
export function exportLabel(account: string, each: Export): string {
  const sign = each.type === 'service' ? '<-' : '->';
  return [account, sign, ...nameAndSubject(each), ...(each.token_req ? ['[!]'] : [])].join(' ');
}

/** `-> [news] news.> (A)`. */
export function importLabel(account: string | undefined, each: Import): string {
  const sign = each.type === 'service' ? '<-' : '->';
  const secret = each.token === '' ? [] : ['[!]'];
  return [sign, ...nameAndSubject(each), ...secret, `(${account ?? each.account})`].join(' ');
}

function nameAndSubject({ name, subject }: { name: string; subject: string }): string[] {
  return name === subject ? [subject] : [`[${name}]`, subject];
}
