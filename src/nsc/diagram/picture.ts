/** Diagrams as pictures of a terminal. */
import { textWidth } from '../../base/text-width.ts';
import type { AccountClaims } from '../../jwt/account-claims.ts';
import type { Export } from '../../jwt/exports.ts';
import { labelOf, type Branch } from './ownership.ts';
import { accessOf, importsOf, nameOfExport, typeOfExport, type SharedImport } from './sharing.ts';

export interface PictureOptions {
  /** Whether the terminal has no lines to draw with. */
  readonly isAscii: boolean;
}

const LINES = {
  corners: ['┌', '┐', '└', '┘'],
  across: '─',
  down: '│',
  fork: '├──',
  last: '└──',
  arrow: '►',
} as const;

const ASCII_LINES = {
  corners: ['+', '+', '+', '+'],
  across: '-',
  down: '|',
  fork: '+--',
  last: '`--',
  arrow: '>',
} as const;

type Lines = typeof LINES | typeof ASCII_LINES;

/** A box for each account, with what it exports, and below it who imports that. */
export function componentPicture(
  accounts: readonly AccountClaims[],
  { isAscii }: PictureOptions,
): string[] {
  const lines = isAscii ? ASCII_LINES : LINES;
  const imports = importsOf(accounts);
  const shown = accounts.filter(({ nats }) => nats.imports.length + nats.exports.length > 0);
  if (shown.length === 0) return ['no account exports or imports anything'];
  return shown.flatMap((account) => boxOf(account, imports, lines));
}

function boxOf(account: AccountClaims, imports: readonly SharedImport[], lines: Lines): string[] {
  const { name, nats } = account;
  const rows = [
    ...nats.exports.flatMap((each) => [
      exportRow(each),
      ...branches(
        imports.filter((one) => one.export === each).map((one) => importerRow(one, lines)),
        lines,
      ),
    ]),
    // What somebody else has or should have is shown with who wants it.
    ...imports
      .filter((one) => one.importer === account && one.export === undefined)
      .map((one) => `? ${one.each.type ?? ''} ${one.remote} of ${nameOf(one)}${complaint(one)}`),
  ];
  const wanted = imports.filter((one) => one.importer === account && one.export !== undefined);
  const sources = Array.from(new Set(wanted.map(nameOf)))
    .sort()
    .join(', ');
  return framed(name, sources === '' ? rows : [...rows, `imports from ${sources}`], lines);
}

function exportRow(each: Export): string {
  const sign = each.type === 'service' ? '<-' : '->';
  const name = nameOfExport(each);
  const kind = `(${accessOf(each)} ${typeOfExport(each)})`;
  return [sign, each.subject, ...(name === each.subject ? [] : [`[${name}]`]), kind].join(' ');
}

function importerRow(one: SharedImport, { arrow }: Lines): string {
  const subjects = [
    ...(one.remote === one.export!.subject ? [] : [one.remote]),
    ...(one.local === one.remote ? [] : [`as ${one.local}`]),
  ];
  return [`${arrow} ${one.importer.name}`, ...subjects].join(' ') + complaint(one);
}

function nameOf({ exporter, each }: SharedImport): string {
  return exporter?.name ?? each.account;
}

function complaint({ issues }: SharedImport): string {
  return issues.length === 0 ? '' : ` ! ${issues.join('; ')}`;
}

function branches(rows: readonly string[], { fork, last }: Lines): string[] {
  return rows.map((row, at) => `   ${at === rows.length - 1 ? last : fork}${row}`);
}

function framed(
  title: string,
  rows: readonly string[],
  { corners, across, down }: Lines,
): string[] {
  const width = Math.max(textWidth(title) + 2, ...rows.map(textWidth));
  const padded = (text: string) => text + ' '.repeat(width - textWidth(text));
  const [topLeft, topRight, bottomLeft, bottomRight] = corners;
  const line = (count: number) => across.repeat(Math.max(0, count));
  return [
    `${topLeft}${line(1)} ${title} ${line(width - textWidth(title) - 1)}${topRight}`,
    ...rows.map((row) => `${down} ${padded(row)} ${down}`),
    `${bottomLeft}${line(width + 2)}${bottomRight}`,
  ];
}

/** Operator, accounts and users as a tree. */
export function objectPicture(
  tree: Branch,
  { isAscii, showsKeys }: PictureOptions & { readonly showsKeys: boolean },
): string[] {
  const { fork, last, down } = isAscii ? ASCII_LINES : LINES;
  const draw = ({ branches: below }: Branch, indent: string): string[] =>
    below.flatMap((branch, at) => {
      const isLast = at === below.length - 1;
      return [
        `${indent}${isLast ? last : fork} ${labelOf(branch, { showsKeys })}`,
        ...draw(branch, `${indent}${isLast ? ' ' : down}   `),
      ];
    });
  return [labelOf(tree, { showsKeys }), ...draw(tree, '')];
}
