/** Operators vouch for accounts. */
import { commonClaims, VERSION, type CommonBody, type TypedClaims } from './claims.ts';
import { JwtError } from './errors.ts';
import { flag, list, object, text, whole, type Fields } from './fields.ts';
import { parseUrl } from './urls.ts';
import { isPublicKey, quoteText, type Issues } from './validation.ts';

export interface Operator extends CommonBody {
  /** More operator keys that may sign accounts. */
  readonly signing_keys: readonly string[];
  /** Where account JWTs are kept: `https://host/jwt/v1`, `nats://host:4222`; any scheme will do. */
  readonly account_server_url: string;
  /** Where tools connect: `nats`, `tls`, `ws` or `wss`, host and port. */
  readonly operator_service_urls: readonly string[];
  /** The system account's key. */
  readonly system_account: string;
  /** The oldest server that may use these accounts, as `2.10.0`. */
  readonly assert_server_version: string;
  /** Whether accounts must be signed by one of `signing_keys`, not by the operator's own. */
  readonly strict_signing_key_usage: boolean;
}

export type OperatorClaims = TypedClaims<'operator', Operator>;

export const OPERATOR_FIELDS: Fields<Operator> = {
  signing_keys: list(text),
  account_server_url: text,
  operator_service_urls: list(text),
  system_account: text,
  assert_server_version: text,
  strict_signing_key_usage: flag,
  tags: list(text),
  version: whole,
};

/** Claims of the operator with that public key, issued by itself. */
export function newOperatorClaims(sub: string): OperatorClaims {
  const nats = { ...object(OPERATOR_FIELDS).zero(), version: VERSION };
  return { ...commonClaims(sub), iss: sub, type: 'operator', nats };
}

export function validateOperator(operator: Operator, issues: Issues): void {
  const complaint = complaintOfServer(operator.account_server_url);
  if (complaint !== undefined) issues.error(complaint);
  for (const url of operator.operator_service_urls) {
    const wrong = complaintOfServiceUrl(url);
    if (wrong !== undefined) issues.error(wrong);
  }
  for (const key of operator.signing_keys) {
    if (!isPublicKey(key, 'operator')) issues.error(`${key} is not an operator public key`);
  }
  const { system_account: systemAccount, assert_server_version: version } = operator;
  if (systemAccount !== '' && !isPublicKey(systemAccount, 'account')) {
    issues.error(`${systemAccount} is not an account public key`);
  }
  const versionComplaint = complaintOfVersion(version);
  if (versionComplaint !== undefined) {
    issues.error(`assert server version error: ${versionComplaint}`);
  }
}

/** Operators with a bad account server are not even written. */
export function checkOperator({ nats }: OperatorClaims): void {
  const complaint = complaintOfServer(nats.account_server_url);
  if (complaint !== undefined) throw new JwtError('ERR_JWT_CLAIM', complaint);
}

/** What is wrong with one of `operator_service_urls`; undefined if nothing is. */
export function complaintOfServiceUrl(url: string): string | undefined {
  if (url === '') return undefined;
  const parsed = parseUrl(url);
  const quoted = `operator service url ${quoteText(url)}`;
  if ('complaint' in parsed) return `error parsing ${quoted}: ${parsed.complaint}`;
  if (parsed.hasUser) return `${quoted} - credentials are not supported`;
  if (parsed.path !== '') return `${quoted} - paths are not supported`;
  if (['nats', 'tls', 'ws', 'wss'].includes(parsed.scheme)) return undefined;
  return `${quoted} - protocol not supported (only 'nats', 'tls', 'ws', 'wss' only)`;
}

function complaintOfServer(url: string): string | undefined {
  if (url === '') return undefined;
  const parsed = parseUrl(url);
  if ('complaint' in parsed) return `error parsing account server url: ${parsed.complaint}`;
  return parsed.scheme === ''
    ? `account server url ${quoteText(url)} requires a protocol`
    : undefined;
}

function complaintOfVersion(version: string): string | undefined {
  if (version === '') return undefined;
  const parts = version.split('.');
  if (parts.length !== 3) {
    return 'asserted server version must be of the form <major>.<minor>.<update>';
  }
  const odd = parts.find((part) => !isInt(part));
  if (odd !== undefined) return `asserted server version cant parse ${odd} to int`;
  return parts.some((part) => BigInt(part.replace('+', '')) < 0n)
    ? `asserted server version can'b contain negative values: ${version}`
    : undefined;
}

/** As Go's strconv.Atoi has it. */
function isInt(part: string): boolean {
  if (!/^[-+]?0*[0-9]{1,20}$/.test(part)) return false;
  const number = BigInt(part.replace('+', ''));
  return BigInt.asIntN(64, number) === number;
}
