/** Accounts, what they export and who imports it, as a component diagram of PlantUML: the text is that of Go's nsc. */
import type { AccountClaims } from '../../jwt/account-claims.ts';
import { newExport, type Export } from '../../jwt/exports.ts';
import { noteOf } from './plantuml.ts';
import {
  accessOf,
  importsOf,
  issuesOfExport,
  nameOfExport,
  typeOfExport,
  type SharedImport,
} from './sharing.ts';

const HEAD = `@startuml
skinparam component {
	ArrowFontName Arial
	ArrowFontColor #636363
    ArrowSize 10pt
}
skinparam interface {
    backgroundColor<<not-found public service>> Red
    backgroundColor<<not-found private service>> Red
    backgroundColor<<not-found public stream>> Red
    backgroundColor<<not-found private stream>> Red
}
`;

/** An icon of PlantUML before subjects that an import renames. */
const RENAMED = '<&resize-width>';

export function componentPlantUml(
  operator: string,
  accounts: readonly AccountClaims[],
  { isDetailed }: { readonly isDetailed: boolean },
): string[] {
  return [
    HEAD,
    `title Component Diagram of Accounts - Operator ${operator}`,
    ...accounts.flatMap((account) => componentOf(account, isDetailed)),
    ...importsOf(accounts).flatMap(arrowOf),
    `legend\n"${RENAMED}X", the imported subject is rewritten to X\nend legend`,
  ];
}

function componentOf({ name, sub, nats }: AccountClaims, isDetailed: boolean): string[] {
  if (nats.imports.length + nats.exports.length === 0) return [];
  const note = (id: string, info: Parameters<typeof noteOf>[1]) =>
    isDetailed ? noteOf(id, info) : [];
  return [
    `component [${name}] as ${sub} <<account>>`,
    ...note(sub, nats),
    ...nats.exports.flatMap((each) => {
      const id = idOf(sub, each);
      const kind = `${accessOf(each)} ${typeOfExport(each)}`;
      return [
        `interface "${nameOfExport(each)}" << ${kind} >> as ${id}`,
        `${id} -- ${sub} : ""${escaped(each.subject)}"""`,
        ...note(id, each),
        ...complaintsOf(id, name, issuesOfExport(each)),
      ];
    }),
    '',
  ];
}

function arrowOf({ importer, each, local, remote, ...found }: SharedImport): string[] {
  const missing = { ...newExport(each.type ?? 'stream', remote), token_req: each.token !== '' };
  const exported = found.export ?? missing;
  const id = idOf(each.account, exported);
  const kind = `${accessOf(exported)} ${typeOfExport(exported)}`;
  const renamed = local === remote ? '' : ` "${RENAMED}${local}"`;
  return [
    ...(found.export === undefined ? [`interface " " << not-found ${kind} >> as ${id}`] : []),
    `${importer.sub}${renamed} ..> ${id} : "${escaped(remote)}"`,
    ...complaintsOf(id, importer.name, found.issues),
  ];
}

/** Go's nsc ends these lines twice. */
function complaintsOf(id: string, account: string, issues: readonly string[]): string[] {
  if (issues.length === 0) return [];
  return [
    `note left of ${id}\n`,
    `** Validation Issues by ${account}**\n`,
    ...issues.map((issue) => `* ${issue}\n`),
    'end note',
  ];
}

const IN_IDS: Readonly<Record<string, string>> = {
  ' ': '_',
  '*': '_A_',
  '>': '_G_',
  $: '_D_',
  '-': '_M_',
};

function idOf(account: string, each: Export): string {
  return `${account}_${nameOfExport(each).replace(/[ *>$-]/g, (letter) => IN_IDS[letter]!)}`;
}

/** A star at the beginning would be read as a list. */
function escaped(subject: string): string {
  return subject.startsWith('*') ? ` ${subject}` : subject;
}
