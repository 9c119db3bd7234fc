/** Diagrams as text of Mermaid, which web pages and editors draw. */
import type { AccountClaims } from '../../jwt/account-claims.ts';
import { labelOf, type Branch } from './ownership.ts';
import { accessOf, importsOf, nameOfExport, typeOfExport } from './sharing.ts';

/** Accounts with their exports, and arrows from who imports to what. */
export function componentMermaid(operator: string, accounts: readonly AccountClaims[]): string[] {
  const imports = importsOf(accounts);
  const accountIds = new Map<string, string>();
  const idOfAccount = (key: string) => {
    const id = accountIds.get(key) ?? `account${accountIds.size + 1}`;
    accountIds.set(key, id);
    return id;
  };
  const shown = accounts.filter(({ nats }) => nats.imports.length + nats.exports.length > 0);
  const exportIds = new Map<object, string>();
  const lines = [
    '---',
    `title: ${JSON.stringify(`Accounts of ${operator}`)}`,
    '---',
    'flowchart LR',
  ];
  for (const { name, sub, nats } of shown) {
    if (nats.exports.length === 0) {
      lines.push(`  ${idOfAccount(sub)}["${escaped(name)}"]`);
      continue;
    }
    lines.push(`  subgraph ${idOfAccount(sub)} ["${escaped(name)}"]`);
    for (const each of nats.exports) {
      const id = `export${exportIds.size + 1}`;
      exportIds.set(each, id);
      const kind = `${accessOf(each)} ${typeOfExport(each)}`;
      const label = [nameOfExport(each), each.subject, kind].map(escaped).join('<br/>');
      lines.push(`    ${id}(["${label}"])`);
    }
    lines.push('  end');
  }
  for (const [at, one] of imports.entries()) {
    const { importer, exporter, each, local, remote, issues, export: found } = one;
    const target = found === undefined ? `missing${at + 1}` : exportIds.get(found)!;
    if (found === undefined) {
      const nothing = `no export of ${exporter?.name ?? each.account}`;
      lines.push(`  ${target}["${escaped(nothing)}"]:::missing`);
    }
    const label = [local === remote ? remote : `${remote} as ${local}`, ...issues];
    lines.push(
      `  ${idOfAccount(importer.sub)} -. "${label.map(escaped).join('<br/>')}" .-> ${target}`,
    );
  }
  return [...lines, '  classDef missing stroke:#c00,color:#c00'];
}

const SHAPES: Readonly<Record<Branch['kind'], readonly [string, string]>> = {
  operator: ['{{', '}}'],
  account: ['[', ']'],
  'system account': ['[[', ']]'],
  user: ['([', '])'],
  'signing key': ['>', ']'],
};

/** Operator, accounts and users, each below who issued it. */
export function objectMermaid(tree: Branch, options: { readonly showsKeys: boolean }): string[] {
  const lines = ['flowchart LR'];
  let count = 0;
  const draw = (branch: Branch): string => {
    const id = `n${++count}`;
    const [begin, end] = SHAPES[branch.kind];
    lines.push(`  ${id}${begin}"${escaped(labelOf(branch, options))}"${end}`);
    for (const each of branch.branches) lines.push(`  ${id} --> ${draw(each)}`);
    return id;
  };
  draw(tree);
  return lines;
}

/** Mermaid has entities as HTML, with a # for the &. */
function escaped(text: string): string {
  return text.replace(/["#<>&]/g, (letter) => `#${letter.charCodeAt(0)};`);
}
