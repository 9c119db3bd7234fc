/** The options of a request stand in its payload: the same as the query of the endpoint over HTTP, under longer names. */
import {
  isComplaint,
  readFields,
  type FieldType,
  type FieldTypes,
} from '../../protocol/json-fields.ts';
import { badRequest, Query } from '../monitor/query.ts';
import { FILTER_FIELDS } from './event-filter.ts';

export type Fields = Readonly<Record<string, unknown>>;

interface OptionField {
  readonly type: FieldType;
  /** Its name in a query, if it is another one. */
  readonly query?: string;
  /** What stands there; by default the value. */
  readonly text?: (value: unknown) => string;
}

export type OptionFields = Readonly<Record<string, OptionField>>;

/** What the payload of a request says, its filter included. Throws a NatsxError for what can't be understood. */
export function readOptions(name: string, payload: Buffer, options: OptionFields): Fields {
  if (payload.length === 0) return {};
  const types: FieldTypes = Object.fromEntries(
    Object.entries(options).map(([field, { type }]) => [field, type]),
  );
  const text = payload.toString('utf8');
  const fields = readFields(`the ${name} request`, text, { ...types, ...FILTER_FIELDS });
  if (isComplaint(fields)) throw badRequest(fields.complaint);
  return fields;
}

/** The query that asks the same as `fields`; a later option counts more than an earlier one of the same name. */
export function queryOf(fields: Fields, options: OptionFields): Query {
  const values = new URLSearchParams();
  for (const [field, { query = field, text = String }] of Object.entries(options)) {
    const value = fields[field];
    if (value !== undefined && value !== false) values.set(query, text(value));
  }
  return new Query(values.toString());
}
