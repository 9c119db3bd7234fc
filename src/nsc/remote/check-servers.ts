/**
 * After a push: which version of the accounts servers use, and which of their imports are there. A server takes an account
 * whose imports it then leaves out, and says nothing.
 */
import type { Import } from '../../jwt/imports.ts';
import type { Report } from '../report.ts';
import { formatTime } from '../values/validity.ts';
import type { AccountsByKey, LocalAccount } from './accounts.ts';
import { fieldsOf, textOf, type Answer } from './answer.ts';
import { importTrouble, remoteSubject } from './import-trouble.ts';
import { forAll, type Answers, type Servers } from './servers.ts';

const ACCOUNTZ = '$SYS.REQ.SERVER.PING.ACCOUNTZ';
const AT_ONCE = 16;
/** More names than that are counted. */
const NAMES_SHOWN = 5;

export interface CheckContext {
  readonly local: AccountsByKey;
  readonly now: Date;
}

/** What one server uses of one account. */
type Use =
  'as pushed' | 'not at all' | { readonly issuedAt: number } | { readonly complaint: string };

interface Trouble {
  readonly what: string;
  readonly why: string;
  /** Undefined if it is so on every server. */
  readonly server: string | undefined;
}

interface Findings {
  /** By server: the names of the accounts. */
  readonly asPushed: Map<string, Set<string>>;
  readonly notAtAll: Map<string, Set<string>>;
  readonly troubles: Trouble[];
}

export async function checkServers(
  servers: Servers,
  pushed: readonly LocalAccount[],
  context: CheckContext,
  report: Report,
): Promise<void> {
  if (pushed.length === 0) return;
  const findings: Findings = { asPushed: new Map(), notAtAll: new Map(), troubles: [] };
  const inUse = pushed.length === 1 ? pushed : await accountsInUse(servers, pushed, findings);
  await forAll(inUse, AT_ONCE, (account) => checkAccount(servers, account, context, findings));
  const used = new Set(Array.from(findings.asPushed.values()).flatMap((names) => [...names]));
  for (const account of pushed) {
    if (!used.has(account.name)) expectTroubles(account, context, findings);
  }
  tell(findings, report);
}

/** Those of the accounts that some server uses. */
async function accountsInUse(
  servers: Servers,
  pushed: readonly LocalAccount[],
  { notAtAll, troubles }: Findings,
): Promise<LocalAccount[]> {
  const { answers, failure } = await servers.ask('servers', ACCOUNTZ);
  if (failure !== undefined) troubles.push(unanswered(failure));
  const used = new Set<string>();
  for (const { server, data, complaint } of answers) {
    if (complaint !== undefined) {
      troubles.push({ what: complaint, why: '', server: undefined });
      continue;
    }
    const { accounts } = fieldsOf(data);
    const keys = new Set(Array.isArray(accounts) ? accounts.map(String) : []);
    for (const { name, key } of pushed) {
      if (keys.has(key)) used.add(key);
      else note(notAtAll, server, name);
    }
  }
  return pushed.filter(({ key }) => used.has(key));
}

async function checkAccount(
  servers: Servers,
  account: LocalAccount,
  context: CheckContext,
  { asPushed, notAtAll, troubles }: Findings,
): Promise<void> {
  const { answers, failure } = await askUntilSettled(servers, account);
  const { name } = account;
  if (failure !== undefined) troubles.push(unanswered(failure));
  for (const answer of answers) {
    const { server } = answer;
    const use = useOf(answer, account);
    if (use === 'not at all') {
      note(notAtAll, server, name);
    } else if (use === 'as pushed') {
      note(asPushed, server, name);
      troubles.push(...inactiveImports(account, answer, context));
    } else if ('complaint' in use) {
      troubles.push({ what: use.complaint, why: '', server: undefined });
    } else {
      const why = use.issuedAt === 0 ? '' : `it was issued ${formatTime(use.issuedAt)}`;
      troubles.push({ what: `another version of "${name}" is in use`, why, server });
    }
  }
}

/** Servers may answer a push before they use it: another version is asked for again until the time is up. */
async function askUntilSettled(servers: Servers, account: LocalAccount): Promise<Answers> {
  const end = performance.now() + servers.timeoutMs;
  for (;;) {
    const found = await servers.ask('servers', ACCOUNTZ, JSON.stringify({ account: account.key }));
    const isOther = found.answers.some((answer) => typeof useOf(answer, account) === 'object');
    if (!isOther || performance.now() > end) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function useOf({ data, complaint }: Answer, { token }: LocalAccount): Use {
  if (complaint !== undefined) {
    return complaint.includes('does not exist') ? 'not at all' : { complaint };
  }
  const detail = fieldsOf(fieldsOf(data)['account_detail']);
  const used = textOf(detail['jwt']);
  // A server knows the names of accounts that others use.
  if (used === '') return 'not at all';
  if (used === token) return 'as pushed';
  return { issuedAt: Number(fieldsOf(detail['decoded_jwt'])['iat'] ?? 0) };
}

function inactiveImports(
  { name, key }: LocalAccount,
  answer: Answer,
  { local, now }: CheckContext,
): Trouble[] {
  const imports = local.find(key)?.nats.imports ?? [];
  return imports
    .filter((each) => !isActive(each, answer))
    .map((each) => {
      const exporter = local.find(each.account);
      const known = exporter === undefined ? undefined : importTrouble(each, key, exporter, now);
      const why = known ?? 'the server does not say why';
      return {
        what: `import ${describe(each)} of "${name}" is not active`,
        why,
        server: answer.server,
      };
    });
}

function isActive(each: Import, { data }: Answer): boolean {
  const { imports } = fieldsOf(fieldsOf(data)['account_detail']);
  if (!Array.isArray(imports)) return false;
  const remote = withStars(remoteSubject(each));
  return imports
    .map(fieldsOf)
    .some(
      (active) =>
        active['invalid'] !== true &&
        active['type'] === each.type &&
        active['account'] === each.account &&
        withStars(activeSubject(active)) === remote,
    );
}

/** The exporter's subject. Of services, servers before 2.10 say it as `to`, the other way round than JWTs. */
function activeSubject({
  type,
  subject,
  to,
  local_subject: local,
}: Record<string, unknown>): string {
  return textOf(type === 'service' && local === undefined ? (to ?? subject) : subject);
}

/** Servers number the wildcards of services that are renamed. */
function withStars(subject: string): string {
  return subject.replace(/(?<=^|\.)(\$\d+|\{\{\s*wildcard\(\d+\)\s*\}\})(?=\.|$)/gi, '*');
}

/** What nobody uses yet will have no other fate. */
function expectTroubles(
  { name, key }: LocalAccount,
  { local, now }: CheckContext,
  { troubles }: Findings,
): void {
  for (const each of local.find(key)?.nats.imports ?? []) {
    const exporter = local.find(each.account);
    const why = exporter === undefined ? undefined : importTrouble(each, key, exporter, now);
    if (why === undefined) continue;
    const what = `import ${describe(each)} of "${name}" will not be active`;
    troubles.push({ what, why, server: undefined });
  }
}

function describe(each: Import): string {
  const subject = remoteSubject(each);
  return each.name === '' || each.name === subject ? `"${subject}"` : `"${each.name}" (${subject})`;
}

function unanswered(failure: string): Trouble {
  return { what: "what servers use can't be asked", why: failure, server: undefined };
}

function note(map: Map<string, Set<string>>, server: string, name: string): void {
  const names = map.get(server);
  if (names === undefined) map.set(server, new Set([name]));
  else names.add(name);
}

function tell({ asPushed, notAtAll, troubles }: Findings, report: Report): void {
  for (const [server, names] of sorted(asPushed)) {
    report.ok(`nats-server ${server} uses ${listed(names)} as pushed`);
  }
  for (const [server, names] of sorted(notAtAll)) {
    report.ok(`nats-server ${server} does not use ${listed(names)}: nobody has connected there`);
  }
  const places = new Map<string, Set<string>>();
  const named = new Map<string, Trouble>();
  for (const trouble of troubles) {
    const id = `${trouble.what}\n${trouble.why}`;
    named.set(id, trouble);
    note(places, id, trouble.server ?? '');
  }
  for (const [id, { what, why }] of named) {
    const where = Array.from(places.get(id) ?? [])
      .filter((server) => server !== '')
      .sort();
    const place = where.length === 0 ? '' : ` on nats-server ${where.join(', ')}`;
    report.warning(`${what}${place}${why === '' ? '' : `: ${why}`}`);
  }
}

function listed(names: ReadonlySet<string>): string {
  if (names.size > NAMES_SHOWN) return `${names.size} accounts`;
  return Array.from(names)
    .sort()
    .map((name) => `"${name}"`)
    .join(', ');
}

function sorted<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return Array.from(map).sort(([a], [b]) => (a < b ? -1 : 1));
}
