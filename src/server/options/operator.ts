/** Operators: whose accounts a server takes, and what goes without saying where there is one. */
import { decodeAs } from '../../jwt/codec.ts';
import { JwtError } from '../../jwt/errors.ts';
import type { OperatorClaims } from '../../jwt/operator-claims.ts';
import { fileErrorText } from '../../base/system-error.ts';
import { parseDecoratedJwt } from '../../nkeys/creds.ts';
import { isValidPublicKey } from '../../nkeys/strkey.ts';
import { COMPATIBILITY_VERSION } from '../version.ts';
import type { Kind, Source } from './kind.ts';
import { list, text } from './kinds.ts';
import type { ServerOptions } from './server-table.ts';

const operatorJwt: Kind<string> = {
  ...text({ name: 'JWT, or path of a file with it', check: operatorProblem }),
  read: (source) =>
    source.is('string') ? readOperator(source, source.value.value) : source.expected('a string'),
};

/** JWTs. A configuration may name files: in one of its own, a JWT may stand between lines that say what it is. */
export const operators = list(operatorJwt, { single: true });

function readOperator(source: Source, pathOrJwt: string): string | undefined {
  let contents = pathOrJwt;
  if (!pathOrJwt.startsWith('eyJ')) {
    try {
      contents = source.readFile(pathOrJwt);
    } catch (error) {
      return source.error(`error parsing operator JWT: ${fileErrorText('open', pathOrJwt, error)}`);
    }
  }
  const jwt = parseDecoratedJwt(contents).trim();
  const problem = operatorProblem(jwt);
  return problem === undefined ? jwt : source.error(problem);
}

function operatorProblem(jwt: string): string | undefined {
  try {
    decodeAs('operator', jwt);
    return undefined;
  } catch (error) {
    if (error instanceof JwtError) return `error parsing operator JWT: ${error.message}`;
    throw error;
  }
}

/** Whether clients say by JWTs who they are, and accounts are made of JWTs. */
export function isOperatorMode({
  operator = [],
  trustedKeys = [],
}: Partial<Pick<ServerOptions, 'operator' | 'trustedKeys'>>): boolean {
  return operator.length + trustedKeys.length > 0;
}

/** What the JWTs of `operator` say. */
export function operatorClaims({ operator }: Pick<ServerOptions, 'operator'>): OperatorClaims[] {
  return operator.map((jwt) => decodeAs('operator', jwt));
}

/**
 * What the JWT of the only operator says stands in for what was not said: the system account, and the account server
 * where accounts are looked up (nats-server opts.go, which reads the operators).
 */
export function withOperator(options: ServerOptions): ServerOptions {
  const [operator, ...others] = operatorClaims(options);
  if (operator === undefined || others.length > 0) return options;
  const { system_account: systemAccount, account_server_url: server } = operator.nats;
  return {
    ...options,
    systemAccount: options.systemAccount ?? (systemAccount === '' ? undefined : systemAccount),
    resolver:
      options.resolver ??
      (URL.canParse(server) ? { type: 'url', url: `${server}/accounts` } : undefined),
  };
}

/** The accounts whose users alone may connect; undefined for those of all. The system account's always may. */
export function pinnedAccounts({
  resolverPinnedAccounts = [],
  systemAccount = '',
}: Partial<Pick<ServerOptions, 'resolverPinnedAccounts' | 'systemAccount'>>):
  ReadonlySet<string> | undefined {
  if (resolverPinnedAccounts.length === 0) return undefined;
  const pinned = new Set(resolverPinnedAccounts);
  if (systemAccount !== '') pinned.add(systemAccount);
  return pinned;
}

/** What may not be said together with operators. The texts are those of nats-server jwt.go, validateTrustedOperators. */
export function operatorProblems(options: ServerOptions): string[] {
  const { accounts, authorization, trustedKeys, resolver, systemAccount } = options;
  const problems = sentinelProblems(options);
  if (resolver === undefined) {
    problems.push('operators require an account resolver to be configured');
  }
  if (Object.keys(accounts).length > 0) {
    problems.push('operators do not allow Accounts to be configured directly');
  }
  if ((authorization?.users ?? []).length > 0) {
    problems.push('operators do not allow users to be configured directly');
  }
  if (trustedKeys.length > 0) {
    problems.push("conflicting options for 'TrustedKeys' and 'TrustedOperators'");
  }
  if (authorization?.authCallout !== undefined) {
    problems.push('operators do not allow authorization callouts to be configured directly');
  }
  if (
    systemAccount !== undefined &&
    systemAccount !== '' &&
    !isValidPublicKey(systemAccount, 'account')
  ) {
    problems.push(`system account ${JSON.stringify(systemAccount)} must be the key of an account`);
  }
  const claims = operatorClaims(options);
  problems.push(...systemAccountProblems(options, claims));
  problems.push(...claims.flatMap(versionProblem));
  for (const key of options.resolverPinnedAccounts) {
    if (isValidPublicKey(key, 'account')) continue;
    problems.push(`pinned account key ${JSON.stringify(key)} is not a valid public account nkey`);
  }
  return problems;
}

/** The JWT of clients that bring none must let them in without a signature. */
function sentinelProblems({ defaultSentinel = '' }: ServerOptions): string[] {
  if (defaultSentinel === '') return [];
  try {
    const { nats } = decodeAs('user', defaultSentinel);
    // Whether a scoped key lets its users in without, is known when the account is.
    const mayBeScoped = nats.issuer_account !== '';
    return nats.bearer_token || mayBeScoped ? [] : ['default sentinel must be a bearer token'];
  } catch (error) {
    if (error instanceof JwtError) return ['default sentinel JWT not valid'];
    throw error;
  }
}

function systemAccountProblems(
  { systemAccount, resolver }: ServerOptions,
  operators: readonly OperatorClaims[],
): string[] {
  const named = operators.map(({ nats }) => nats.system_account);
  if (systemAccount !== undefined && systemAccount !== '') {
    return named.every((each) => each === '') || named.includes(systemAccount)
      ? []
      : ['system_account in config and operator JWT must be identical'];
  }
  const needsOne = resolver?.type === 'full' || resolver?.type === 'cache';
  return needsOne && named[0] === ''
    ? [
        'using nats based account resolver - the system account needs to be specified in configuration or the operator jwt',
      ]
    : [];
}

function versionProblem({ sub, nats }: OperatorClaims): string[] {
  const asserted = nats.assert_server_version;
  if (asserted === '') return [];
  const wanted = asserted.split('.').map(Number);
  const own = COMPATIBILITY_VERSION.split('.').map(Number);
  const at = own.findIndex((part, index) => part !== wanted[index]);
  if (wanted.length !== 3 || wanted.some((part) => !Number.isInteger(part) || part < 0)) {
    return [`operator ${sub} expects version ${asserted}, which is none`];
  }
  if (at < 0 || wanted[at]! < own[at]!) return [];
  const part = ['major', 'minor', 'update'][at]!;
  return [
    `operator ${sub} expected ${part} version ${wanted[at]!} > server ${part} version ${own[at]!}`,
  ];
}
