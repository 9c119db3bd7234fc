/** The first page: what natsx can do, and where more is said. */
import { VERSION } from '../../base/version.ts';
import type { CatalogEntry } from '../catalog/catalog.ts';
import { pageOf, rows, section, type HelpPage } from './command-help.ts';
import { GUIDES } from './guides.ts';

/** Commands that one looks for together; all others come last. */
const GROUPS: readonly (readonly [title: string, words: readonly string[]])[] = [
  ['MESSAGES', ['pub', 'sub', 'req', 'reply', 'bench']],
  ['SERVERS', ['up', 'server', 'ping', 'top', 'events', 'latency', 'rtt']],
  ['ACCOUNTS', ['account', 'traffic', 'graph']],
  ['KEYS AND JWTS', ['nk', 'nsc', 'account-server', 'auth-callout']],
];

export function rootHelp(page: HelpPage): string {
  const { catalog, columns } = page;
  const entries = catalog.below([]);
  const grouped = GROUPS.map(([title, words]) => ({
    title,
    entries: words.flatMap((word) => entries.filter((entry) => entry.word === word)),
  }));
  const rest = entries.filter((entry) => !GROUPS.some(([, words]) => words.includes(entry.word)));
  return pageOf([
    [`natsx ${VERSION}: run, secure and watch NATS`],
    section('USAGE', ['  natsx <command> [flags] [arguments]']),
    ...[...grouped, { title: 'MORE COMMANDS', entries: rest }].map((group) =>
      section(group.title, entryRows(group.entries, columns)),
    ),
    section(
      'GUIDES',
      rows(
        GUIDES.map(({ name, summary }) => [name, summary]),
        columns,
      ),
    ),
    section('MORE', [
      ...rows(
        [
          ['natsx <command> --help', 'a command, with examples'],
          ['natsx help <guide>', 'a guide'],
        ],
        columns,
      ),
    ]),
  ]);
}

function entryRows(entries: readonly CatalogEntry[], columns: number): string[] {
  return rows(
    entries.map(({ word, summary, isTopic }) => [isTopic ? `${word} ...` : word, summary]),
    columns,
  );
}
