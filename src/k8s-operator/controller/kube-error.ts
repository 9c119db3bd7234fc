import { NatsxError } from '../../base/errors.ts';

/** What the API server answered instead of what was asked for. */
export class KubeError extends NatsxError {
  /** The HTTP status; 0 if there was no answer at all. */
  readonly status: number;
  /** One word of Kubernetes: `Conflict`, `AlreadyExists`, `Expired`. */
  readonly reason: string;
  /** How long the server wants to be left alone. */
  readonly retryAfterMs: number | undefined;

  constructor(what: string, status: number, body: string, retryAfterMs?: number) {
    const { message, reason } = statusOf(body);
    super('ERR_KUBE', `${what}: ${status} ${message}`, { suggestions: advice(status) });
    this.status = status;
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
  }
}

/** True for an error that says: what you read is not what is there now; read again. */
export function isConflict(error: unknown): boolean {
  return error instanceof KubeError && error.status === 409;
}

/** The API server's Status object, or, from a proxy between, whatever text there is. */
function statusOf(body: string): { message: string; reason: string } {
  try {
    const { message, reason } = JSON.parse(body) as { message?: string; reason?: string };
    if (typeof message === 'string') return { message, reason: reason ?? '' };
  } catch {
    // No JSON: not from the API server itself.
  }
  return { message: body.slice(0, 200).trim(), reason: '' };
}

function advice(status: number): string[] {
  if (status === 401)
    return ['the API server does not know these credentials: look at the kubeconfig'];
  if (status === 403)
    return ['the rules that the operator needs are printed by: natsx k8s install'];
  return [];
}
