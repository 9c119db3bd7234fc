/** Which servers a request is for: nats-server's EventFilterOptions. */
import type { ServerView } from '../monitor/server-view.ts';
import type { FieldTypes } from '../../protocol/json-fields.ts';
import { tagsOf } from './server-info.ts';

export const FILTER_FIELDS = {
  server_name: 'string',
  cluster: 'string',
  host: 'string',
  exact_match: 'boolean',
  tags: 'strings',
  domain: 'string',
} satisfies FieldTypes;

/** Whether a request with these fields, which were found right, is for this server. */
export function isMeant(view: ServerView, fields: Readonly<Record<string, unknown>>): boolean {
  const wanted = (name: keyof typeof FILTER_FIELDS): string => (fields[name] ?? '') as string;
  const isExact = fields['exact_match'] === true;
  const fits = (name: keyof typeof FILTER_FIELDS, ours: string): boolean =>
    isExact && wanted(name) !== '' ? ours === wanted(name) : ours.includes(wanted(name));
  const tags = (fields['tags'] ?? []) as readonly (string | null)[]; // Go takes null for an empty text.
  const ours = tagsOf(view);
  return (
    fits('server_name', view.name) &&
    fits('host', view.advertised.host) &&
    fits('cluster', view.clusterName ?? '') &&
    tags.every((tag) => ours.includes((tag ?? '').toLowerCase().trim())) &&
    // A domain is one of JetStream.
    wanted('domain') === ''
  );
}
