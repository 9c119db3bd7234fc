/** Looks for what is wrong in a store, or in a file with tokens. */
import type { AccountClaims } from '../jwt/account-claims.ts';
import { decode } from '../jwt/codec.ts';
import { isJetStreamEnabled } from '../jwt/limits.ts';
import type { OperatorClaims } from '../jwt/operator-claims.ts';
import { didSign } from '../jwt/trust.ts';
import { validate } from '../jwt/validate.ts';
import type { ValidationIssue } from '../jwt/validation.ts';
import { NscError } from './errors.ts';
import type { Result } from './result.ts';
import type { OperatorStore } from './store/operator-store.ts';
import type { Workspace } from './store/workspace.ts';
import type { Table } from './table.ts';

export interface ValidateInput {
  readonly account?: string | undefined;
  readonly allAccounts?: boolean | undefined;
  /** Tokens, one a line; also what a resolver packs: `KEY|TOKEN`. */
  readonly file?: string | undefined;
}

interface Finding {
  readonly title: string;
  readonly name: string;
  readonly issues: readonly ValidationIssue[];
}

export interface ValidateResult extends Result {
  /** Whether something is wrong that servers would refuse. */
  readonly hasErrors: boolean;
}

export function validateStore(workspace: Workspace, input: ValidateInput): ValidateResult {
  const hasAccount = input.account !== undefined && input.account !== '';
  if (input.file !== undefined && input.file !== '') {
    if (hasAccount || input.allAccounts === true) {
      const text = 'specify only one of --account or --all-accounts or --file';
      throw new NscError('ERR_NSC_INPUT', text);
    }
    return resultOf(fileFindings(workspace, input.file));
  }
  if (hasAccount && input.allAccounts === true) {
    throw new NscError('ERR_NSC_INPUT', 'specify only one of --account or --all-accounts');
  }
  return resultOf(storeFindings(workspace, input));
}

function storeFindings(workspace: Workspace, { account, allAccounts }: ValidateInput): Finding[] {
  const store = workspace.store();
  const operator = store.operator();
  const names =
    allAccounts === true
      ? store.accountNames()
      : account === undefined && workspace.accountName === ''
        ? []
        : [workspace.resolveAccount(account)];
  const { now } = workspace;
  return [
    {
      title: `Operator "${store.name}"`,
      name: store.name,
      issues: [
        ...validate(operator, { now }),
        ...unless(
          didSign(operator, operator),
          'operator is not issued by operator or operator signing key',
        ),
      ],
    },
    ...names.map((name) => ({
      title: `Account "${name}"`,
      name,
      issues: accountIssues(store, operator, name, now),
    })),
  ];
}

function accountIssues(
  store: OperatorStore,
  operator: OperatorClaims,
  name: string,
  now: Date,
): ValidationIssue[] {
  return readable(`account "${name}"`, () => {
    const account = store.account(name);
    const isSystem = operator.nats.system_account === account.sub;
    return [
      ...validate(account, { now }),
      ...unless(
        !isSystem || !isJetStreamEnabled(account.nats.limits),
        'JetStream should not be enabled for system account',
      ),
      ...unless(
        didSign(operator, account),
        'Account is not issued by operator or operator signing keys',
      ),
      ...store
        .userNames(name)
        .flatMap((user) => userIssues(store, operator, account, name, user, now)),
    ];
  });
}

function userIssues(
  store: OperatorStore,
  operator: OperatorClaims,
  account: AccountClaims,
  accountName: string,
  name: string,
  now: Date,
): ValidationIssue[] {
  return readable(`user "${name}"`, () => {
    const user = store.user(accountName, name);
    const isStrict = operator.nats.strict_signing_key_usage;
    const strictness = `user "${name}" is issued by account key but operator is in strict mode`;
    return [
      ...validate(user, { now }).map(({ level, description }) => ({
        level,
        description: `user "${name}": ${description}`,
      })),
      ...(didSign(account, user)
        ? unless(!isStrict || user.iss !== account.sub, strictness)
        : unless(false, `user "${name}" is not issued by account or account signing keys`)),
    ];
  });
}

/** A token that can't be read is an issue, too: what else is wrong is still found. */
function readable(what: string, issues: () => ValidationIssue[]): ValidationIssue[] {
  try {
    return issues();
  } catch (error) {
    if (error instanceof NscError) return unless(false, `${what}: ${error.message}`);
    throw error;
  }
}

function unless(isFine: boolean, description: string): ValidationIssue[] {
  return isFine ? [] : [{ level: 'error', description }];
}

function fileFindings(workspace: Workspace, file: string): Finding[] {
  const text = workspace.files.read(workspace.expand(file));
  if (text === undefined) {
    throw new NscError('ERR_NSC_NOT_FOUND', `open ${file}: no such file or directory`);
  }
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const findings = new Map<string, ValidationIssue[]>();
  for (const line of lines) {
    const token = line.slice(line.indexOf('|') + 1);
    const claims = decodeLine(token);
    const issues = findings.get(claims.sub) ?? [];
    issues.push(...validate(claims, { now: workspace.now }));
    findings.set(claims.sub, issues);
  }
  const found = Array.from(findings, ([name, issues]) => ({
    title: `Account "${name}"`,
    name,
    issues,
  }));
  return found.length > 1 ? [...found, summary(found)] : found;
}

function decodeLine(token: string): ReturnType<typeof decode> {
  try {
    return decode(token);
  } catch (cause) {
    const { message } = cause as Error;
    const text = `claim decoding error: '${message}' claim: '${token}'`;
    throw new NscError('ERR_NSC_INPUT', text, { cause });
  }
}

function summary(findings: readonly Finding[]): Finding {
  const counts = new Map<string, { level: ValidationIssue['level']; count: number }>();
  for (const { level, description } of findings.flatMap(({ issues }) => issues)) {
    counts.set(description, { level, count: (counts.get(description)?.count ?? 0) + 1 });
  }
  const issues = Array.from(counts, ([description, { level, count }]) => ({
    level,
    description: `${description} (${count} occurrences)`,
  }));
  const name = 'summary of all accounts';
  return { title: `Account "${name}"`, name, issues };
}

function resultOf(findings: readonly Finding[]): ValidateResult {
  const isGrave = ({ level }: ValidationIssue) => level !== 'warning';
  return {
    tables: findings.map(tableOf),
    data: findings.map(({ name, issues }) => ({ name, issues })),
    hasErrors: findings.some(({ issues }) => issues.some(isGrave)),
  };
}

function tableOf({ title, issues }: Finding): Table {
  if (issues.length === 0) return { title, rows: [['No issues found']] };
  return {
    title,
    columns: ['#', ' ', 'Description'],
    rows: issues.map(({ level, description }, at) => [
      String(at + 1),
      level === 'warning' ? '' : '!',
      description,
    ]),
  };
}
