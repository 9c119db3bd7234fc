/** What every account may ask the servers: services of the system account. nats-server events.go, addSystemAccountExports and registerSystemImports. */
import { byteString } from '../../base/byte-string.ts';
import { hasWildcard } from '../../subject/subject.ts';
import type { Account, AccountSettings, ServiceImportSettings } from './account.ts';
import type { ExportTerms } from './exports.ts';

const USER_INFO = '$SYS.REQ.USER.INFO';

/** The settings with what the system account exports, or else with what others import of it. */
export function withSystemServices(
  account: Account,
  settings: AccountSettings,
  system: Account | undefined,
): AccountSettings {
  if (system === undefined) return settings;
  const imports = importsOf(account, system).filter(
    ({ local }) => !settings.serviceImports.some((own) => isOf(own, system, local)),
  );
  const serviceImports = [...settings.serviceImports, ...imports];
  if (account !== system) return { ...settings, serviceImports };
  const { exports: exported } = settings;
  // What is said of them holds.
  const missing = EXPORTS.filter(({ service }) => exported.serviceFor(service) === undefined);
  return { ...settings, exports: exported.with(missing), serviceImports };
}

function importsOf(account: Account, system: Account): ServiceImportSettings[] {
  const name = byteString(account.name);
  // It would be asked about others: nats-server fails to make these imports.
  if (hasWildcard(name)) return [];
  const own = (local: string, subject: string, share = false): ServiceImportSettings => ({
    exporter: system,
    subject,
    local,
    share,
  });
  const userInfo = own(USER_INFO, `$SYS.REQ.USER.${name}.INFO`, true);
  if (account === system) return [userInfo];
  return [
    own('$SYS.REQ.ACCOUNT.PING.CONNZ', `$SYS.REQ.ACCOUNT.${name}.CONNZ`),
    own('$SYS.REQ.SERVER.PING.CONNZ', `$SYS.REQ.ACCOUNT.${name}.CONNZ`),
    own('$SYS.REQ.ACCOUNT.PING.STATZ', `$SYS.REQ.ACCOUNT.${name}.STATZ`),
    userInfo,
  ];
}

function isOf(own: ServiceImportSettings, system: Account, local: string): boolean {
  return own.exporter === system && own.local === local;
}

const service = (subject: string, terms: Partial<ExportTerms> = {}) => ({
  stream: undefined,
  accounts: undefined,
  accountTokenPosition: 0,
  responseType: 'singleton' as const,
  thresholdMs: 120_000,
  latency: undefined,
  allowTrace: false,
  ...terms,
  service: subject,
});

/** Each server answers for itself: there are as many answers as servers. An account may ask about itself alone. */
const ofEachServer = { responseType: 'stream', accountTokenPosition: 4 } as const;

const EXPORTS = [
  service('$SYS.REQ.ACCOUNT.*.CONNZ', ofEachServer),
  service('$SYS.REQ.ACCOUNT.*.STATZ', ofEachServer),
  service('$SYS.DEBUG.SUBSCRIBERS'),
  service('$SYS.REQ.USER.*.INFO'),
];
