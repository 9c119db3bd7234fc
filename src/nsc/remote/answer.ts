/** What one server answers to a request that all of them get. */

export interface Answer {
  /** The server's name and id; empty if it does not say. */
  readonly server: string;
  readonly id: string;
  readonly data: unknown;
  /** What is wrong; undefined if nothing is. */
  readonly complaint: string | undefined;
}

/** Reads an answer: `{"server":{…},"data":…}`, or with an `error`. The complaints are those of Go's nsc. */
export function readAnswer(text: string): Answer {
  const answer = { server: '', id: '', data: undefined, complaint: undefined };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    return { ...answer, complaint: `failed to parse response: ${message} data: ${text}` };
  }
  const { server, error, data, statsz } = fieldsOf(json);
  const name = textOf(fieldsOf(server)['name']);
  const known = { ...answer, server: name, id: textOf(fieldsOf(server)['id']) };
  if (name === '') {
    return { ...known, complaint: `server responded without server name in info: ${text}` };
  }
  if (error !== undefined && error !== null) {
    const description = textOf(fieldsOf(error)['description']);
    return { ...known, complaint: `server ${name} responded with error: ${description}` };
  }
  // A PING has its data under another name.
  const found = data ?? statsz;
  if (found === undefined || found === null) {
    return { ...known, complaint: `server ${name} responded without data: ${text}` };
  }
  return { ...known, data: found };
}

/** The fields of a JSON object; none if it is another thing. */
export function fieldsOf(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
}

export function textOf(json: unknown): string {
  return typeof json === 'string' ? json : '';
}

/** The `message` of a status, or the whole of it where there is none. */
export function messageOf(data: unknown): string {
  const { message } = fieldsOf(data);
  return typeof message === 'string' ? message : JSON.stringify(data);
}
