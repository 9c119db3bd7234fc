/** What is in the store that flags and arguments may name. */
import { NatsxError } from '../../base/errors.ts';
import { lookAt } from '../../nsc/store/change.ts';
import type { Workspace } from '../../nsc/store/workspace.ts';
import { storeSurroundings } from './store-surroundings.ts';
import type { NscSurroundings } from './surroundings.ts';
import type { Candidate } from '../completion/completion.ts';

interface Line {
  readonly words: readonly string[];
  readonly argv: readonly string[];
}

type Source = (workspace: Workspace, line: Line) => readonly string[];

const accounts: Source = (workspace) => workspace.store().accountNames();
const operators: Source = (workspace) => workspace.operatorNames();
const users: Source = (workspace, line) => {
  const account = workspace.resolveAccount(valueOf(line, '--account', '-a'));
  return workspace.store().userNames(account);
};
const systemUsers: Source = (workspace, line) => {
  const store = workspace.store();
  const named = valueOf(line, '--system-account');
  const account = named ?? store.accountNameOf(store.operator().nats.system_account);
  return account === undefined ? [] : store.userNames(account);
};
const account = (workspace: Workspace, line: Line) =>
  workspace
    .store()
    .account(
      workspace.resolveAccount(valueOf(line, '--account', '-a') ?? valueOf(line, '--name', '-n')),
    );
const exportSubjects: Source = (workspace, line) =>
  account(workspace, line).nats.exports.map(({ subject }) => subject);
const importSubjects: Source = (workspace, line) =>
  account(workspace, line).nats.imports.map(({ subject }) => subject);
const signingKeys: Source = (workspace, line) =>
  line.words[1] === 'operator'
    ? workspace.store().operator().nats.signing_keys
    : Array.from(account(workspace, line).nats.signing_keys.keys());
const roles: Source = (workspace, line) =>
  Array.from(account(workspace, line).nats.signing_keys.values()).flatMap((scope) =>
    scope === undefined || scope.role === '' ? [] : [scope.role],
  );
const mappings: Source = (workspace, line) =>
  Array.from(account(workspace, line).nats.mappings.keys());
/** Nothing where there is no account yet, which is no reason to offer nothing at all. */
function whereAccount(workspace: Workspace, line: Line, source: Source): readonly string[] {
  return workspace.store().accountNames().length === 0
    ? []
    : source(workspace, { ...line, words: ['edit', 'account'] });
}
const fixed =
  (...values: readonly string[]): Source =>
  () =>
    values;

const CONNECTION_TYPES = fixed(
  ...['STANDARD', 'WEBSOCKET', 'LEAFNODE', 'LEAFNODE_WS', 'MQTT', 'MQTT_WS', 'IN_PROCESS'],
);

/** By the flag's name; the empty name is that of the argument. */
const SOURCES: Readonly<Record<string, Source>> = {
  account: accounts,
  'account-removal': accounts,
  'allowed-account': accounts,
  'rm-allowed-account': accounts,
  'src-account': accounts,
  'sys-account': accounts,
  'system-account': accounts,
  'target-account': accounts,
  operator: operators,
  user: users,
  'auth-user': users,
  'rm-auth-user': users,
  'system-user': systemUsers,
  sk: (workspace, line) => ['generate', ...signingKeys(workspace, line)],
  'rm-sk': signingKeys,
  // A role, or a key that is in the keystore; files are offered besides.
  'private-key': (workspace, line) => [
    ...workspace.store().operator().nats.signing_keys,
    ...whereAccount(workspace, line, signingKeys),
    ...whereAccount(workspace, line, roles),
  ],
  role: roles,
  from: mappings,
  'response-type': fixed('Singleton', 'Stream', 'Chunked'),
  'conn-type': CONNECTION_TYPES,
  'rm-conn-type': CONNECTION_TYPES,
  'tls-curves': fixed('P256', 'P384', 'P521', 'X25519'),
};

/** What stands for the name, and the argument, of a command: by its words. */
const NAMES: readonly [words: RegExp, source: Source][] = [
  [/^(edit|delete|describe|select|rename) account$/, accounts],
  [/^(edit|delete|describe) user$/, users],
  [/^generate creds$/, users],
  [/^revocations (add|delete)-user$/, users],
  [/^(edit|describe|select|reissue) operator$/, operators],
  [/^completion$/, fixed('bash', 'zsh', 'fish', 'powershell')],
];

const SUBJECTS: readonly [words: RegExp, source: Source][] = [
  [/^(edit|delete) export$|^generate activation$|^revocations .*-activations?$/, exportSubjects],
  [/^delete import$/, importSubjects],
];

/** What may stand for the flag of that name, or for the argument if that is empty; nothing if nobody can know. */
export async function storeValues(
  flag: string,
  line: Line,
  io: NscSurroundings,
): Promise<Candidate[]> {
  const source = sourceOf(flag, line);
  if (source === undefined) return [];
  try {
    const given = {
      allDirs: valueOf(line, '--all-dirs', '-H'),
      configDir: valueOf(line, '--config-dir'),
      dataDir: valueOf(line, '--data-dir'),
      keystoreDir: valueOf(line, '--keystore-dir'),
    };
    const workspace = await lookAt(storeSurroundings(given, io));
    const operator = flag === 'operator' ? undefined : valueOf(line, '--operator', '-o');
    if (operator !== undefined && workspace.operatorNames().includes(operator)) {
      workspace.useOperator(operator);
    }
    return source(workspace, line).map((value) => ({ value }));
  } catch (error) {
    // Who completes a line is told what is wrong when he runs it.
    if (error instanceof NatsxError) return [];
    throw error;
  }
}

function sourceOf(flag: string, { words }: Line): Source | undefined {
  const command = words.join(' ');
  const among = (sources: readonly [RegExp, Source][]) =>
    sources.find(([pattern]) => pattern.test(command))?.[1];
  if (flag === '' || flag === 'name') return among(NAMES);
  return flag === 'subject' ? among(SUBJECTS) : SOURCES[flag];
}

/** The value of a flag that stands before what is completed. */
function valueOf({ argv }: Line, ...names: readonly string[]): string | undefined {
  for (const [at, word] of argv.entries()) {
    if (names.includes(word)) return argv[at + 1];
    const name = names.find((each) => each.startsWith('--') && word.startsWith(`${each}=`));
    if (name !== undefined) return word.slice(name.length + 1);
  }
  return undefined;
}
