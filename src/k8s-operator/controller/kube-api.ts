/**
 * Speaks with the API server. KubeConfig says where it is and who we are; the requests are ours, for objects are to go
 * and come as the JSON that they are (typed clients drop the fields that they are too old to know), and over connections
 * that stay open (the library makes a new one a request).
 */
import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { KubeConfig } from '@kubernetes/client-node';
import { NatsxError } from '../../base/errors.ts';
import { KubeError } from './kube-error.ts';
import type { Kind } from './kinds.ts';
import type { Manifest } from '../kubernetes.ts';

/** Who last set a field: what we no longer apply goes, what others have set stays. */
export const FIELD_MANAGER = 'natsx-operator';

const ANSWER_MS = 30_000;
/** Objects that a list brings at a time. */
const PAGE = 500;
/** Requests at a time; the API server has others to serve. */
const MOST_OPEN = 16;
/** How often a request is sent that the API server has no time for. */
const TRIES = 4;
/** No answer of the API server is larger: a page of the largest objects that etcd takes. */
const MOST_BYTES = 512 * 1024 * 1024;

export interface Listed<T> {
  readonly items: T[];
  /** From where to watch. */
  readonly resourceVersion: string;
}

export interface Selection {
  readonly labelSelector?: string | undefined;
  /** Names, labels and owners, without content: what is secret is not read, what is large not kept. */
  readonly metadataOnly?: boolean | undefined;
}

interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly accept?: string | undefined;
  readonly contentType?: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** Whether the answer goes on for as long as it likes. */
  readonly isStream?: boolean;
}

export class KubeApi {
  readonly #config: KubeConfig;
  readonly #url: URL;
  readonly #signal: AbortSignal | undefined;
  #agent: { readonly key: string; readonly agent: HttpAgent } | undefined;

  /** What `signal` ends is not asked any more. */
  constructor(config: KubeConfig, signal?: AbortSignal) {
    const cluster = config.getCurrentCluster();
    if (cluster === null) {
      throw new NatsxError('ERR_KUBE_CONFIG', 'the kubeconfig names no cluster to speak with', {
        suggestions: ['choose one: kubectl config use-context NAME'],
      });
    }
    this.#config = config;
    this.#url = new URL(cluster.server);
    this.#signal = signal;
    // Every request under way listens to it.
    if (signal !== undefined) setMaxListeners(0, signal);
  }

  /** Undefined if there is none. */
  async get<T extends Manifest>(
    kind: Kind,
    namespace: string | undefined,
    name: string,
  ): Promise<T | undefined> {
    const path = pathOf(kind, namespace, name);
    return this.#unlessMissing(this.#json<T>({ method: 'GET', path }));
  }

  /** All of them, page by page. */
  async list<T extends Manifest>(
    kind: Kind,
    namespace: string | undefined,
    { labelSelector, metadataOnly }: Selection = {},
  ): Promise<Listed<T>> {
    const items: T[] = [];
    let next: string | undefined;
    for (;;) {
      const page = await this.#json<ListPage<T>>({
        method: 'GET',
        path: pathOf(kind, namespace),
        query: { limit: String(PAGE), continue: next, labelSelector },
        accept: metadataOnly === true ? METADATA_LIST : undefined,
      });
      // The objects in a list do not say what they are.
      const { apiVersion, kind: name } = kind;
      // An empty list of metadata has null.
      for (const item of page.items ?? []) items.push({ ...item, apiVersion, kind: name });
      next = page.metadata.continue;
      if (next === undefined || next === '') {
        return { items, resourceVersion: page.metadata.resourceVersion };
      }
    }
  }

  async create<T extends Manifest>(kind: Kind, object: T): Promise<T> {
    const path = pathOf(kind, object.metadata.namespace);
    return this.#json<T>({ method: 'POST', path, query: manager, body: object });
  }

  /** Takes the place of what is there; refused if somebody changed it since `object` was read. */
  async replace<T extends Manifest>(kind: Kind, object: T): Promise<T> {
    const path = pathOf(kind, object.metadata.namespace, object.metadata.name);
    return this.#json<T>({ method: 'PUT', path, query: manager, body: object });
  }

  /** Makes the object be what it says, whatever there was; fields that it does not name stay others'. */
  async apply<T extends Manifest>(kind: Kind, object: T): Promise<T> {
    return this.#json<T>({
      method: 'PATCH',
      path: pathOf(kind, object.metadata.namespace, object.metadata.name),
      query: { ...manager, force: 'true' },
      contentType: 'application/apply-patch+yaml',
      body: object,
    });
  }

  /** A JSON merge patch; undefined if the object is gone. */
  async merge<T extends Manifest>(
    kind: Kind,
    { metadata: { namespace, name } }: Manifest,
    patch: object,
    subresource?: 'status',
  ): Promise<T | undefined> {
    const sent = this.#json<T>({
      method: 'PATCH',
      path: pathOf(kind, namespace, name, subresource),
      query: manager,
      contentType: 'application/merge-patch+json',
      body: patch,
    });
    return this.#unlessMissing(sent);
  }

  /** What is gone already is fine. Only the object with this `uid` goes, not a new one of the same name. */
  async remove(
    kind: Kind,
    { metadata: { namespace, name, uid } }: Manifest,
    propagationPolicy: 'Background' | 'Orphan' = 'Background',
    gracePeriodSeconds?: number,
  ): Promise<void> {
    const preconditions = uid === undefined ? {} : { preconditions: { uid } };
    const grace = gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds };
    const options = { propagationPolicy, ...preconditions, ...grace };
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', ...options };
    const path = pathOf(kind, namespace, name);
    await this.#unlessMissing(this.#json({ method: 'DELETE', path, body }));
  }

  /** Posts to a part of an object: a TokenRequest to `token`. */
  async post<T>(
    kind: Kind,
    namespace: string,
    name: string,
    part: string,
    body: object,
  ): Promise<T> {
    return this.#json<T>({ method: 'POST', path: pathOf(kind, namespace, name, part), body });
  }

  /** Opens a watch: the lines that the API server writes until `signal` or the server ends it. */
  async watch(
    kind: Kind,
    namespace: string | undefined,
    query: Readonly<Record<string, string | undefined>>,
    { metadataOnly }: Selection,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    return this.#send({
      method: 'GET',
      path: pathOf(kind, namespace),
      query: { watch: 'true', allowWatchBookmarks: 'true', ...query },
      accept: metadataOnly === true ? METADATA : undefined,
      signal,
      isStream: true,
    });
  }

  async #json<T>(call: Call): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const text = await bodyOf(await this.#send(call), nameOf(call));
        return JSON.parse(text) as T;
      } catch (error) {
        const waitMs = error instanceof KubeError ? error.retryAfterMs : undefined;
        if (waitMs === undefined || attempt === TRIES) throw error;
        await setTimeout(waitMs, undefined, this.#signal && { signal: this.#signal });
      }
    }
  }

  /** Resolves with an answer that says yes. */
  async #send(call: Call): Promise<IncomingMessage> {
    this.#signal?.throwIfAborted();
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    const response = await this.#exchange(call, await this.#options(call, body), body);
    const { statusCode = 0, headers } = response;
    if (statusCode >= 200 && statusCode < 300) return response;
    const seconds = Number(headers['retry-after']);
    const retryAfterMs = seconds > 0 ? Math.min(seconds, 30) * 1000 : undefined;
    const text = await bodyOf(response, nameOf(call));
    throw new KubeError(nameOf(call), statusCode, text, retryAfterMs);
  }

  #exchange(
    call: Call,
    options: RequestOptions,
    body: string | undefined,
  ): Promise<IncomingMessage> {
    const { isStream = false } = call;
    return new Promise((resolve, reject) => {
      const send = this.#url.protocol === 'http:' ? httpRequest : httpsRequest;
      const request = send(options, (response) => {
        if (isStream) request.setTimeout(0);
        resolve(response);
      });
      request.setTimeout(ANSWER_MS, () => request.destroy(new Error('no answer within 30 s')));
      request.once('error', (cause) => {
        const { protocol, host } = this.#url;
        const text = `${nameOf(call)}: the API server at ${protocol}//${host} did not answer: ${cause.message}`;
        reject(new NatsxError('ERR_KUBE_UNREACHABLE', text, { cause }));
      });
      request.end(body);
    });
  }

  async #options(call: Call, body: string | undefined): Promise<RequestOptions> {
    const { method, path, query = {}, accept = 'application/json', signal } = call;
    const given = Object.entries(query).filter((row): row is [string, string] => !!row[1]);
    const url = new URL(this.#url);
    url.pathname = url.pathname.replace(/\/$/, '') + path;
    url.search = new URLSearchParams(given).toString();
    const identity: RequestOptions = { headers: {} };
    await this.#config.applyToHTTPSOptions(identity);
    const end = signal ?? this.#signal;
    return {
      method,
      protocol: url.protocol,
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      path: url.pathname + url.search,
      headers: {
        ...(identity.headers as Record<string, string>),
        accept,
        'user-agent': FIELD_MANAGER,
        ...(body === undefined ? {} : bodyHeaders(call, body)),
      },
      ...(identity.auth === undefined ? {} : { auth: identity.auth }),
      ...(end === undefined ? {} : { signal: end }),
      agent: call.isStream === true ? identity.agent : this.#pooled(identity),
    };
  }

  /** The agent whose connections stay open, made anew when the certificate that we show has changed. */
  #pooled(identity: RequestOptions): HttpAgent {
    // A proxy's agent has its own way to connect.
    const proxy = this.#config.getCurrentCluster()?.proxyUrl ?? '';
    if (proxy !== '') return identity.agent as HttpAgent; // What KubeConfig makes.
    const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = identity;
    const tls = { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername };
    const told = Object.entries(tls).filter(([, value]) => value !== undefined);
    const id = told
      .map(([name, value]) => `${name}=${String(value as string | Buffer | boolean)}`)
      .join('\n');
    if (this.#agent?.key === id) return this.#agent.agent;
    const options = { ...Object.fromEntries(told), keepAlive: true, maxSockets: MOST_OPEN };
    const isPlain = this.#url.protocol === 'http:';
    const agent = isPlain ? new HttpAgent(options) : new HttpsAgent(options);
    this.#agent = { key: id, agent };
    return agent;
  }

  /** Closes the connections that wait for further requests. */
  close(): void {
    this.#agent?.agent.destroy();
  }

  async #unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof KubeError && error.status === 404) return undefined;
      throw error;
    }
  }
}

const manager = { fieldManager: FIELD_MANAGER };
const METADATA = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
const METADATA_LIST = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

interface ListPage<T> {
  readonly items: readonly T[] | null;
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
}

function pathOf(kind: Kind, namespace: string | undefined, name?: string, part?: string): string {
  const { apiVersion, plural } = kind;
  const space = namespace === undefined ? [] : ['namespaces', namespace];
  const root = apiVersion.includes('/') ? ['apis', ...apiVersion.split('/')] : ['api', apiVersion];
  const words = [...root, ...space, plural, name, part].filter((word) => word !== undefined);
  return words.map((word) => `/${encodeURIComponent(word)}`).join('');
}

/** Node does not say by itself how long the body of a DELETE is, which is then taken for the next request. */
function bodyHeaders(
  { contentType = 'application/json' }: Call,
  body: string,
): OutgoingHttpHeaders {
  return { 'content-type': contentType, 'content-length': Buffer.byteLength(body) };
}

/** For errors; without the body, which may be secret. */
function nameOf({ method, path }: Call): string {
  return `${method} ${path}`;
}

async function bodyOf(response: IncomingMessage, what: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MOST_BYTES) throw new Error('more bytes than any answer has');
    }
  } catch (cause) {
    const text = `${what}: the answer of the API server broke off: ${(cause as Error).message}`;
    throw new NatsxError('ERR_KUBE_UNREACHABLE', text, { cause });
  }
  return Buffer.concat(chunks).toString('utf8');
}
