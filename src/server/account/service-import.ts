import { ImportTransform } from '../../subject/import-transform.ts';
import { hasWildcard } from '../../subject/subject.ts';
import type { Message } from '../../protocol/message.ts';
import type { Connection } from '../connection/connection.ts';
import type { Subscription } from '../connection/subscription.ts';
import type { ExportOptions } from '../options/accounts.ts';
import type { Account, ServiceImportSettings } from './account.ts';
import type { ServiceImportListener } from './accounts.ts';
import type { Exports } from './exports.ts';

/** Passes requests on to the accounts that serve them. */
export interface ServiceDesk {
  /** Somebody asks for `service` with `message`. Whether anybody took it. */
  request(service: ServiceImport, message: Message): boolean;
}

/** What holds for a service that does not say otherwise. */
type ServiceTerms = Pick<ExportOptions, 'responseType' | 'thresholdMs' | 'latency'>;
const DEFAULT_TERMS: ServiceTerms = {
  responseType: 'singleton',
  thresholdMs: 120_000,
  latency: undefined,
};

/** A service of another account under a name of our own: in our account, one more subscription. */
export class ServiceImport implements Subscription {
  readonly connection: Connection;
  readonly subject: string;
  readonly queue = undefined;
  readonly sid: string;
  delivered = 0;
  readonly max = 0;
  readonly isImport = true;
  readonly importer: Account;
  readonly exporter: Account;
  /** Its subject there. */
  readonly remote: string;
  readonly share: boolean;
  readonly #desk: ServiceDesk;
  /** From a subject here to the one there; undefined where all have one, or both are the same. */
  readonly #transform: ImportTransform | undefined;
  readonly #keepsSubject: boolean;
  #exports: Exports | undefined;
  #terms: ServiceTerms = DEFAULT_TERMS;

  constructor(
    importer: Account,
    { exporter, subject, local, share }: ServiceImportSettings,
    { connection, sid, desk }: { connection: Connection; sid: string; desk: ServiceDesk },
  ) {
    this.connection = connection;
    this.sid = sid;
    this.#desk = desk;
    this.importer = importer;
    this.exporter = exporter;
    this.remote = subject;
    this.share = share;
    this.#keepsSubject = local === subject;
    if (hasWildcard(subject) && local !== subject) {
      this.#transform = new ImportTransform(subject, local);
      this.subject = this.#transform.local;
    } else this.subject = local;
  }

  /** What the exporter says of the service. A reload may say something else: looked up when its exports are others. */
  get terms(): ServiceTerms {
    const exported = this.exporter.exports;
    if (exported !== this.#exports) {
      this.#exports = exported;
      this.#terms = exported.serviceFor(this.remote) ?? DEFAULT_TERMS;
    }
    return this.#terms;
  }

  /** Where a request on `subject` goes, before the exporter's mappings. */
  remoteSubject(subject: string): string {
    if (this.#keepsSubject) return subject;
    return this.#transform?.inverse.apply(subject) ?? this.remote;
  }

  receive(message: Message): boolean {
    return this.#desk.request(this, message);
  }
}

/** The service imports of all accounts, as their settings come and go. */
export class ServiceImports implements ServiceImportListener {
  readonly #connection: Connection;
  readonly #desk: ServiceDesk;
  readonly #byAccount = new Map<Account, readonly ServiceImport[]>();

  /** `connection` stands for the server as the subscriber. */
  constructor(connection: Connection, desk: ServiceDesk) {
    this.#connection = connection;
    this.#desk = desk;
  }

  serviceImportsChanged(account: Account): void {
    for (const each of this.#byAccount.get(account) ?? []) account.detach(each);
    this.#byAccount.delete(account);
    if (account.serviceImports.length === 0) return;
    const imports = account.serviceImports.map(
      (settings, at) =>
        new ServiceImport(account, settings, {
          connection: this.#connection,
          sid: String(at + 1),
          desk: this.#desk,
        }),
    );
    this.#byAccount.set(account, imports);
    for (const each of imports) account.attach(each);
  }
}
