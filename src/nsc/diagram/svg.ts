/** Diagrams as SVG, which browsers show. They stand alone: no script, no font, nothing from elsewhere. */
import { textWidth } from '../../base/text-width.ts';
import type { AccountClaims } from '../../jwt/account-claims.ts';
import { labelOf, type Branch } from './ownership.ts';
import { accessOf, importsOf, nameOfExport, typeOfExport, type SharedImport } from './sharing.ts';

const ROW = 22;
const LETTER = 7.9;
const GAP = 14;
const MARGIN = 20;
const ARROWS = 220;

const STYLE = `text{font:13px ui-monospace,Menlo,Consolas,monospace;fill:#222}
.title{font-weight:bold}.head{fill:#e8eef7}.box{fill:#fff;stroke:#5b7aa5}.private{fill:#8a4b00}
.line{fill:none;stroke:#5b7aa5}.wrong{fill:none;stroke:#c00}text.wrong{fill:#c00;stroke:none}`;

interface Row {
  readonly text: string;
  readonly style?: string;
  /** What the row is about, for the arrows. */
  readonly about: object | string;
}

interface Box {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Who exports stands on the left, who imports on the right, and arrows go from what is exported to who imports it. */
export function componentSvg(operator: string, accounts: readonly AccountClaims[]): string {
  const imports = importsOf(accounts);
  const left = [...accounts.filter(({ nats }) => nats.exports.length > 0).map(exporterBox)];
  const strangers = imports.filter((one) => one.export === undefined);
  if (strangers.length > 0) left.push(strangersBox(strangers));
  const right = accounts
    .filter(({ nats }) => nats.imports.length > 0)
    .map((account) => importerBox(account, imports));
  const [leftWidth, rightWidth] = [widthOf(left), widthOf(right)];
  const drawnLeft = column(left, MARGIN, leftWidth);
  const rightX = MARGIN + leftWidth + ARROWS;
  const drawnRight = column(right, rightX, rightWidth);
  const arrows = imports.map((one) => {
    const from = drawnLeft.places.get(one.export ?? one)!;
    const to = drawnRight.places.get(one)!;
    const complaints = one.export === undefined ? ['there is no such export'] : one.issues;
    return arrow(MARGIN + leftWidth, from, rightX, to, complaints);
  });
  const height = Math.max(drawnLeft.height, drawnRight.height);
  const width = rightX + rightWidth + MARGIN;
  const body = [...drawnLeft.shapes, ...drawnRight.shapes, ...arrows];
  return svg(width, height, `Exports and imports of the accounts of ${operator}`, body);
}

function exporterBox({ name, nats }: AccountClaims): Box {
  return {
    title: name,
    rows: nats.exports.map((each) => {
      const named = nameOfExport(each);
      const label = named === each.subject ? '' : ` [${named}]`;
      const text = `${each.subject}${label} ${accessOf(each)} ${typeOfExport(each)}`;
      return { text, about: each, ...(each.token_req ? { style: 'private' } : {}) };
    }),
  };
}

function strangersBox(imports: readonly SharedImport[]): Box {
  const rows = imports.map((one) => {
    const from = one.exporter?.name ?? one.each.account;
    return { text: `${one.remote} of ${from}`, about: one, style: 'wrong' };
  });
  return { title: 'not found', rows };
}

function importerBox(account: AccountClaims, imports: readonly SharedImport[]): Box {
  const own = imports.filter(({ importer }) => importer === account);
  const rows = own.map((one) => {
    const text = one.local === one.remote ? one.local : `${one.local} (there ${one.remote})`;
    return { text, about: one, ...(one.issues.length > 0 ? { style: 'wrong' } : {}) };
  });
  return { title: account.name, rows };
}

function widthOf(boxes: readonly Box[]): number {
  const texts = boxes.flatMap(({ title, rows }) => [title, ...rows.map(({ text }) => text)]);
  return Math.ceil(Math.max(80, ...texts.map((text) => textWidth(text) * LETTER)) + 2 * GAP);
}

interface Column {
  readonly shapes: readonly string[];
  /** The middle of each row, by what it is about. */
  readonly places: ReadonlyMap<object | string, number>;
  readonly height: number;
}

function column(boxes: readonly Box[], x: number, width: number): Column {
  const shapes: string[] = [];
  const places = new Map<object | string, number>();
  let y = MARGIN + ROW;
  for (const { title, rows } of boxes) {
    const height = (rows.length + 1) * ROW;
    shapes.push(
      `<rect class="box" x="${x}" y="${y}" width="${width}" height="${height}" rx="4"/>`,
      `<rect class="head" x="${x + 1}" y="${y + 1}" width="${width - 2}" height="${ROW - 2}" rx="3"/>`,
      textAt(x + GAP, y, title, 'title'),
    );
    for (const [at, { text, style, about }] of rows.entries()) {
      const top = y + (at + 1) * ROW;
      shapes.push(textAt(x + GAP, top, text, style));
      places.set(about, top + ROW / 2);
    }
    y += height + GAP;
  }
  return { shapes, places, height: y + MARGIN };
}

function arrow(
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
  issues: readonly string[],
): string {
  const middle = (fromX + toX) / 2;
  const path = `M${fromX} ${fromY}C${middle} ${fromY} ${middle} ${toY} ${toX} ${toY}`;
  const style = issues.length > 0 ? 'wrong' : 'line';
  const title = issues.length > 0 ? `<title>${escaped(issues.join('; '))}</title>` : '';
  return `<path class="${style}" d="${path}" marker-end="url(#tip)">${title}</path>`;
}

const INDENT = 28;

/** Operator, accounts and users as a tree, each below who issued it. */
export function objectSvg(tree: Branch, options: { readonly showsKeys: boolean }): string {
  const shapes: string[] = [];
  let y = MARGIN + ROW;
  let widest = 0;
  const draw = (branch: Branch, depth: number): number => {
    const label = labelOf(branch, options);
    const x = MARGIN + depth * INDENT;
    const width = Math.ceil(textWidth(label) * LETTER + GAP);
    const top = y;
    y += ROW + 6;
    widest = Math.max(widest, x + width);
    shapes.push(
      `<rect class="box" x="${x}" y="${top}" width="${width}" height="${ROW}" rx="4"/>`,
      textAt(x + GAP / 2, top, label, branch.kind === 'operator' ? 'title' : undefined),
    );
    for (const each of branch.branches) {
      const below = draw(each, depth + 1) + ROW / 2;
      const trunk = x + INDENT / 2;
      shapes.push(`<path class="line" d="M${trunk} ${top + ROW}V${below}H${x + INDENT}"/>`);
    }
    return top;
  };
  draw(tree, 0);
  return svg(widest + MARGIN, y + MARGIN, `Accounts of operator ${tree.name}`, shapes);
}

function svg(width: number, height: number, title: string, shapes: readonly string[]): string {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size}>`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#5b7aa5"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    textAt(MARGIN, 8, title, 'title'),
    ...shapes,
    '</svg>',
    '',
  ].join('\n');
}

function textAt(x: number, top: number, text: string, style?: string): string {
  const name = style === undefined ? '' : ` class="${style}"`;
  return `<text${name} x="${x}" y="${top + 15}">${escaped(text)}</text>`;
}

/** Names come from whoever made the account. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, '\ufffd');
}
