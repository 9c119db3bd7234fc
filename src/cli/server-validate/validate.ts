/** `natsx server validate`: all that can be known of a configuration before a server reads it, deeper than `-t`. */
import { NatsxError } from '../../base/errors.ts';
import { loadOptions, readConf } from '../../server/options/load.ts';
import { unservedOptions } from '../../server/options/unserved-options.ts';
import type { ServerOptions } from '../../server/options/options.ts';
import { expiryFindings } from './expiry.ts';
import type { Finding, ValidateHost } from './findings.ts';
import { listenerFindings } from './listeners.ts';
import { pathFindings } from './paths.ts';
import { reloadFindings, runningOptions, type RunningServer } from './running-server.ts';

export interface Validation {
  readonly config: string;
  /** Whether nothing of severity error was found. */
  readonly valid: boolean;
  /** `sha256:…` of what the file says, as `-t` and /varz show it; undefined when it can't be read. */
  readonly digest?: string;
  readonly findings: readonly Finding[];
}

/** Looks at a configuration file, and at what a reload of it would do to `running`. */
export async function validateConfig(
  config: string,
  running: RunningServer | undefined,
  host: ValidateHost,
): Promise<Validation> {
  let read: ReturnType<typeof readConf>;
  try {
    read = readConf(config, host);
  } catch (cause) {
    return validation(config, undefined, problemFindings(cause));
  }
  const findings: Finding[] = [
    ...read.errors.map((text): Finding => ({ severity: 'error', text })),
    ...read.warnings.map((text): Finding => ({ severity: 'warning', text })),
  ];
  if (read.errors.length > 0) return validation(config, read.digest, findings);
  const { refusals, warnings } = unservedOptions(read.given, config);
  findings.push(...refusals.map((text): Finding => ({ severity: 'error', text })));
  findings.push(...warnings.map((text): Finding => ({ severity: 'warning', text })));
  if (refusals.length === 0) {
    const options = expectFindings(findings, () => loadOptions(config, noFlags, host).options);
    if (options !== undefined)
      findings.push(...(await deepFindings(config, options, running, host)));
  }
  return validation(config, read.digest, findings);
}

const noFlags = { given: {}, instead: [] };

/** What `get` gives; what it throws on purpose is found. */
function expectFindings<Value>(findings: Finding[], get: () => Value): Value | undefined {
  try {
    return get();
  } catch (cause) {
    findings.push(...problemFindings(cause));
    return undefined;
  }
}

async function deepFindings(
  config: string,
  options: ServerOptions,
  running: RunningServer | undefined,
  host: ValidateHost,
): Promise<Finding[]> {
  const findings = [...pathFindings(options, host), ...expiryFindings(options, host)];
  // A running server's own ports are taken by itself: what is taken can't be told from what is not.
  const listeners = running === undefined ? host : { listen: async () => undefined };
  findings.push(...(await listenerFindings(options, listeners)));
  if (running === undefined) return findings;
  try {
    const old = await runningOptions(running, config, options, host);
    findings.push(...reloadFindings(old, options));
  } catch (cause) {
    findings.push(...problemFindings(cause));
  }
  return findings;
}

/** One finding for each line of an error that was expected; others are thrown on. */
function problemFindings(cause: unknown): Finding[] {
  if (!(cause instanceof NatsxError)) throw cause;
  return cause.message.split('\n').map((text) => ({ severity: 'error', text }));
}

function validation(
  config: string,
  digest: string | undefined,
  findings: readonly Finding[],
): Validation {
  const valid = !findings.some(({ severity }) => severity === 'error');
  return { config, valid, ...(digest === undefined ? {} : { digest }), findings };
}

/** The lines that people read: one for each finding, then what it comes to. */
export function validationLines({ config, valid, digest, findings }: Validation): string[] {
  const lines = findings.map(({ severity, where, text }) =>
    [severity, where, text].filter((part) => part !== undefined).join(': '),
  );
  const end = valid ? `is valid (${digest ?? ''})` : 'is not valid';
  return [...lines, `configuration file ${config} ${end}`];
}
