import { NatsxError } from '../../base/errors.ts';
import type { TlsFiles } from '../../nats-client/tls-files.ts';
import { NscError } from '../errors.ts';
import type { Workspace } from '../store/workspace.ts';
import { shownUrl } from './server-url.ts';
import { PING_SUBJECTS, Servers } from './servers.ts';
import { systemUser, type SystemUserChoice } from './system-user.ts';

export interface SystemConnectionInput extends SystemUserChoice {
  readonly timeoutSeconds: number;
  readonly tls: TlsFiles;
  readonly isTlsFirst?: boolean | undefined;
}

export interface SystemErrand {
  readonly url: string;
  /** The connection's name. */
  readonly name: string;
  /** What is asked beside which servers are there. */
  readonly subjects: readonly string[];
  /** How much there is to do. */
  readonly operations: number;
}

const LIFETIME_MS = 120_000;
/** A user that ends in the middle of a push of a hundred thousand accounts would end the push. */
const LIFETIME_AN_OPERATION_MS = 100;

/** Connects to the servers as a user of the system account. */
export async function connectAsSystem(
  workspace: Workspace,
  input: SystemConnectionInput,
  { url, name, subjects, operations }: SystemErrand,
): Promise<{ readonly servers: Servers; readonly account: string }> {
  const lifetimeMs = LIFETIME_MS + operations * LIFETIME_AN_OPERATION_MS;
  const errand = { subjects: [...subjects, ...PING_SUBJECTS], lifetimeMs };
  const { account, jwt, seed } = systemUser(workspace, input, errand);
  const { tls, isTlsFirst } = input;
  const settings = {
    servers: url,
    name,
    userJwt: jwt,
    userSeed: seed,
    tls,
    isTlsFirst,
    timeoutMs: 5000,
    reconnects: 0,
  };
  // Whole seconds from 1 to 60, as Go's nsc has it.
  const timeoutMs = Math.min(60, Math.max(1, input.timeoutSeconds)) * 1000;
  try {
    return { servers: await Servers.open(settings, timeoutMs), account };
  } catch (cause) {
    if (!(cause instanceof NatsxError)) throw cause;
    throw new NscError('ERR_NSC_REMOTE', `failed to connect: ${cause.message}`, {
      cause,
      suggestions: [`asked was ${shownUrl(url)}`],
    });
  }
}
