/** An operator, its accounts and users as an object diagram of PlantUML: the text is that of Go's nsc. */
import { formatDuration } from '../../base/duration.ts';
import type { AccountClaims } from '../../jwt/account-claims.ts';
import type { AccountLimits, JetStreamLimits, NatsLimits, UserLimits } from '../../jwt/limits.ts';
import type { OperatorClaims } from '../../jwt/operator-claims.ts';
import type { Permissions } from '../../jwt/permissions.ts';
import type { UserClaims } from '../../jwt/user-claims.ts';
import { validate } from '../../jwt/validate.ts';
import { quoteText } from '../../jwt/validation.ts';
import { localTime, noteOf } from './plantuml.ts';

export interface ObjectOptions {
  readonly showsKeys: boolean;
  /** Whether what is empty or unlimited is shown, too. */
  readonly isDetailed: boolean;
  readonly isStored: (key: string) => boolean;
  readonly now: Date;
}

export interface AccountWithUsers {
  readonly account: AccountClaims;
  readonly users: readonly UserClaims[];
}

export function objectPlantUml(
  operator: OperatorClaims,
  accounts: readonly AccountWithUsers[],
  options: ObjectOptions,
): string[] {
  const drawing = new Drawing(options);
  drawing.operator(operator);
  for (const { account, users } of accounts) {
    const permissions = drawing.account(operator, account);
    for (const user of users) drawing.user(account, user, permissions);
  }
  return ['@startuml', 'title Object Diagram', ...drawing.lines];
}

class Drawing {
  readonly lines: string[] = [];
  readonly #options: ObjectOptions;

  constructor(options: ObjectOptions) {
    this.#options = options;
  }

  operator(operator: OperatorClaims): void {
    const { name, sub, nats } = operator;
    this.lines.push(`object "${name}" as ${sub} << operator >> {`);
    this.#common(operator);
    this.#value('JWT Version', String(nats.version));
    this.#value('account server', nats.account_server_url);
    this.#value('Strict signing key usage', String(nats.strict_signing_key_usage));
    this.#validation(operator);
    this.lines.push('}');
    this.#signingKeys(operator, 'operator', nats.signing_keys);
  }

  /** Answers the id of its default permissions; undefined if it has none. */
  account(operator: OperatorClaims, account: AccountClaims): string | undefined {
    const { name, sub, nats } = account;
    const isSystem = sub === operator.nats.system_account;
    this.lines.push(
      `object "${name}" as ${sub} << ${isSystem ? 'system account' : 'account'} >> {`,
    );
    this.#common(account);
    this.#accountLimits(nats.limits);
    this.#natsLimits(nats.limits);
    this.#jetStreamLimits(nats.limits);
    this.#validation(account);
    this.lines.push('}');
    const permissions = nats.default_permissions;
    const id = isSet(permissions) ? this.#permissions(account, 'default', permissions) : undefined;
    if (id !== undefined) this.lines.push(`${sub} *-- ${id}`);
    this.#signingKeys(account, 'account', Array.from(nats.signing_keys.keys()).sort());
    this.#signature(operator.sub, account);
    this.lines.push(...noteOf(sub, nats));
    return id;
  }

  user(account: AccountClaims, user: UserClaims, defaults: string | undefined): void {
    const { name, sub, nats } = user;
    this.lines.push(`object "${name}" as ${sub} << user >> {`);
    this.#common(user);
    this.#value('Bearer Token', String(nats.bearer_token));
    this.#list('Allowed Connection Types', nats.allowed_connection_types);
    this.#natsLimits(nats);
    this.#userLimits(nats);
    this.#validation(user);
    this.lines.push('}');
    if (isSet(nats)) {
      const id = this.#permissions(user, 'user', nats);
      this.lines.push(`${sub} *-- ${id} : "API restricted by >"`);
    } else if (defaults !== undefined) {
      this.lines.push(`${sub} -- ${defaults} : "API restricted by >"`);
    }
    this.#signature(account.sub, user);
  }

  #common({ sub, iat, nbf, exp, nats }: OperatorClaims | AccountClaims | UserClaims): void {
    if (this.#options.showsKeys) {
      this.#value('Identity Key', sub);
      this.#value('Identity Key Present', String(this.#options.isStored(sub)));
    }
    this.#list('Tags', nats.tags);
    this.#time('Issued At', iat);
    this.#time('Valid From', nbf);
    this.#time('Expires', exp);
  }

  #validation(claims: OperatorClaims | AccountClaims | UserClaims): void {
    const issues = validate(claims, { now: this.#options.now });
    if (issues.length === 0) {
      if (!this.#options.isDetailed) return;
      this.lines.push('--- Validation (no issues) ---');
    } else {
      this.lines.push('==**<color:red>Validation</color>**==');
    }
    const those = (level: 'error' | 'warning') =>
      issues.filter((issue) => issue.level === level).map(({ description }) => description);
    this.#value('Errors', quotedList(those('error')));
    this.#list('Warnings', those('warning'));
  }

  #accountLimits(limits: AccountLimits): void {
    const { imports, exports, conn, leaf, wildcards, disallow_bearer: isBearerless } = limits;
    const areUnlimited =
      [imports, exports, conn, leaf].every((limit) => Number(limit) === -1) &&
      wildcards &&
      !isBearerless;
    if (!this.#heading('Account Limits', areUnlimited)) return;
    this.#limit('Max Exports', exports);
    this.#limit('Max Imports', imports);
    this.#limit('Max Client Connections', conn);
    this.#limit('Max Leaf Node Connections', leaf);
    this.#value('Allow Wildcard Exports', String(wildcards));
    this.#value('Disallow bearer token', String(isBearerless));
  }

  #natsLimits({ payload, subs, data }: NatsLimits): void {
    const areUnlimited = [payload, subs, data].every((limit) => Number(limit) === -1);
    if (!this.#heading('Nats Limits', areUnlimited)) return;
    this.#limit('Max Payload', payload);
    this.#limit('Max Subscriber', subs);
    this.#limit('Max Number of bytes', data);
  }

  #jetStreamLimits(limits: JetStreamLimits): void {
    const { mem_storage: memory, disk_storage: disk, streams, consumer } = limits;
    if (areUnlimitedForJetStream(limits)) {
      this.lines.push('--- Jetstream Limits (unlimited) ---');
    } else if (Number(disk) === 0 && Number(memory) === 0) {
      if (!this.#options.isDetailed) return;
      this.lines.push('--- Jetstream Limits (disabled) ---');
    } else {
      this.lines.push('--- Jetstream Limits ---');
    }
    this.#limit('Max Memory Storage', memory);
    this.#limit('Max Disk Storage', disk);
    this.#limit('Max Streams', streams);
    this.#limit('Max Consumer', consumer);
  }

  #userLimits({ src, times, times_location: zone }: UserLimits): void {
    if (!this.#heading('User Limits', src.length === 0 && times.length === 0)) return;
    this.#list('Permitted CIDR blocks', src);
    const ranges = times.map(({ start, end }) => ` [${start}-${end}]`).join('');
    this.#value('Permitted Times to Connect', zone + ranges);
  }

  #signingKeys(
    { sub, name }: { sub: string; name: string },
    kind: string,
    keys: readonly string[],
  ): void {
    if (!this.#options.showsKeys || keys.length === 0) return;
    const id = `${sub}_sk`;
    this.lines.push(
      `map "${name}" as ${id} << ${kind} signing keys >> {`,
      'key => stored',
      ...keys.map((key) => `${key} => ${this.#options.isStored(key)}`),
      '}',
      `${sub} *-- ${id} `,
    );
  }

  #permissions(
    { sub, name }: { sub: string; name: string },
    kind: string,
    { pub, sub: subscribe, resp }: Permissions,
  ): string {
    const id = `${sub}_permissions`;
    this.lines.push(`object "${name}" as ${id} << ${kind} permissions >> {`);
    this.#subjects('Publish Deny', pub.deny);
    this.#subjects('Publish Allow', pub.allow);
    this.#subjects('Subscribe Deny', subscribe.deny);
    this.#subjects('Subscribe Allow', subscribe.allow);
    if (resp !== undefined) {
      this.lines.push('--- Response Permissions ---');
      this.#value('Expiration', formatDuration(Number(resp.ttl) / 1e6));
      this.#limit('Max Messages', resp.max);
    } else if (this.#options.isDetailed) {
      this.lines.push('--- Response Permissions (server default)---');
    }
    this.lines.push('}');
    return id;
  }

  #subjects(name: string, subjects: readonly string[]): void {
    if (subjects.length === 0 && !this.#options.isDetailed) return;
    this.lines.push(`--- ${name} ---`, ...subjects.map((subject) => ` ""${subject}""`));
  }

  #signature(signer: string, { iss, sub }: { iss: string; sub: string }): void {
    if (iss === sub) this.lines.push(`${iss} -- ${sub} : "self signed >"`);
    else if (!this.#options.showsKeys || iss === signer) {
      this.lines.push(`${signer} -- ${sub} : "signed >"`);
    } else this.lines.push(`${signer}_sk::${iss} -- ${sub} : "signed >"`);
  }

  /** Begins a group; answers whether what is in it is to be shown. */
  #heading(name: string, isUnlimited: boolean): boolean {
    if (isUnlimited && !this.#options.isDetailed) return false;
    this.lines.push(isUnlimited ? `--- ${name} (unlimited)---` : `--- ${name} ---`);
    return true;
  }

  #limit(name: string, limit: number | bigint): void {
    const number = Number(limit);
    this.#value(
      name,
      number === -1 ? '-1 (unlimited)' : number === 0 ? '0 (disabled)' : String(limit),
    );
  }

  #list(name: string, values: readonly string[]): void {
    if (values.length > 0 || this.#options.isDetailed) this.#value(name, quotedList(values));
  }

  #value(name: string, value: string): void {
    if (value !== '' || this.#options.isDetailed) this.lines.push(`${name} = ${value}`);
  }

  #time(name: string, seconds: number): void {
    if (seconds !== 0) this.lines.push(`${name} = ${localTime(new Date(seconds * 1000))}`);
    else if (this.#options.isDetailed) this.lines.push(`${name} = not set`);
  }
}

function isSet({ pub, sub, resp }: Permissions): boolean {
  const lists = [pub.allow, pub.deny, sub.allow, sub.deny];
  return resp !== undefined || lists.some((list) => list.length > 0);
}

function areUnlimitedForJetStream(limits: JetStreamLimits): boolean {
  const { mem_storage: memory, disk_storage: disk, streams, consumer } = limits;
  const { mem_max_stream_bytes, disk_max_stream_bytes, max_ack_pending } = limits;
  return (
    [memory, disk, streams, consumer].every((limit) => Number(limit) === -1) &&
    // Both mean that there is no limit of a stream.
    [mem_max_stream_bytes, disk_max_stream_bytes, max_ack_pending].every(
      (limit) => Number(limit) <= 0,
    ) &&
    !limits.max_bytes_required
  );
}

function quotedList(values: readonly string[]): string {
  return values.map(quoteText).join(' ');
}
