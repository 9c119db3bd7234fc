import type { ShownVerdict } from '../../auth-callout/service.ts';
import { tableText } from '../table.ts';

/** For people. */
export function verdictText(verdict: ShownVerdict, isAscii: boolean): string {
  const { granted, why = '', by = '', account = '', user = {} } = verdict;
  const columns = granted ? ['Account', account] : ['Why', why];
  const rows: Row[] = granted ? [['Known by', by], ...Object.entries(user).flatMap(rowsOf)] : [];
  return tableText({ title: granted ? 'Granted' : 'Denied', columns, rows }, isAscii);
}

type Row = [string, string];

function rowsOf([name, value]: [string, unknown]): Row[] {
  if (name === 'exp') {
    return value === 0 ? [] : [['Until', new Date(Number(value) * 1000).toISOString()]];
  }
  const label = LABELS[name] ?? name;
  if (isRules(value)) {
    const { allow, deny } = value;
    const rows: Row[] = [
      [label, allow.join(', ')],
      [`No ${label.toLowerCase()}`, deny.join(', ')],
    ];
    return rows.filter(([, subjects]) => subjects !== '');
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return ['', '[]', '-1', 'false'].includes(text) ? [] : [[label, text]];
}

function isRules(value: unknown): value is { allow: string[]; deny: string[] } {
  return typeof value === 'object' && value !== null && 'allow' in value && 'deny' in value;
}

const LABELS: Readonly<Record<string, string>> = {
  name: 'Name',
  pub: 'Publish',
  sub: 'Subscribe',
  resp: 'Responses',
  subs: 'Subscriptions',
  payload: 'Payload',
  tags: 'Tags',
  allowed_connection_types: 'Connection types',
  scoped: 'By the role of the key',
};
