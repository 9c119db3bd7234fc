import { uniqueId } from '../../base/unique-id.ts';
import { hasWildcard } from '../../subject/subject.ts';
import { Sublist } from '../../subject/sublist.ts';
import type { Subscription } from '../connection/subscription.ts';
import type { ExportOptions } from '../options/accounts.ts';
import type { Account, InterestListener } from './account.ts';
import type { Outcome, Sample } from './latency.ts';

/** A request to a service that may still be answered: how its answers find back. */
export interface OpenResponse {
  /** Where the service answers to, in the exporter's account. */
  readonly subject: string;
  readonly exporter: Account;
  /** Where the answers go. */
  readonly requester: Account;
  readonly reply: string;
  readonly terms: ServiceTerms;
  /** Undefined if nobody measures how long it takes. */
  readonly sample: Sample | undefined;
  /** Whether what was measured is told. */
  isTold: boolean;
  /** When it was asked, or answered last: by the clock of `performance`. */
  activeAt: number;
  /** Its neighbours in the queue of those that have the same time. */
  before: OpenResponse | undefined;
  after: OpenResponse | undefined;
}

type Request = Pick<OpenResponse, 'exporter' | 'requester' | 'reply' | 'terms' | 'sample'>;

/** What an export says of its answers. */
type ServiceTerms = Pick<ExportOptions, 'responseType' | 'thresholdMs'>;

/** Why a response is open no more. */
export type Ending = 'done' | Exclude<Outcome, 'served' | 'unanswerable'>;

/** What `Responses` needs of the server. */
export interface ResponsesEvents {
  /** The subscription by which `account` hears answers; `pattern` covers the subjects of all of them. */
  answersTo(account: Account, pattern: string): Subscription;
  /** A measured request came to nothing. */
  failed(response: OpenResponse, sample: Sample, outcome: Exclude<Ending, 'done'>): void;
  /** `account` has so many requests open that there are no more for it. Told once, until there are half as many. */
  isFull(account: Account): void;
}

/**
 * Requests that an account may have open; more find nobody, as if the service were gone. Who floods a service that is
 * slow or dead hurts himself alone. 100,000 take some 30 MB.
 */
const MOST_OPEN = 262_144;

/** How long what is due may wait at most, so that a flood of requests is not a flood of timers. */
const TICK_MS = 50;
/** What is closed in one go; the others wait for the next. */
const MOST_A_TICK = 10_000;
/** A timer is never set for longer: the longest that there is, is 24 days. */
const LONGEST_MS = 3_600_000;

/** Up to so many open requests of an account, those that lost their requester are looked for at once. */
const FEW = 1_024;
/** Otherwise all that were lost within this time are looked for together. */
const SWEEP_MS = 1_000;

/**
 * All responses that are open in a server. One is closed when it was served or could not be delivered, when nothing has
 * happened for the time that its service has, and when nobody listens to the reply any more: to what is open, every
 * request adds one and something takes it away.
 */
export class Responses implements InterestListener {
  readonly #events: ResponsesEvents;
  readonly #open = new Map<string, OpenResponse>();
  /** By the time they have, in ms: within one, who is at the front is due first. Few times are ever configured. */
  readonly #queues = new Map<number, Queue>();
  readonly #sides = new WeakMap<Account, Side>();
  /** Accounts in which patterns lost their subscribers that may have covered replies. */
  readonly #lost = new Map<Account, Sublist<Pattern>>();
  readonly #mostOpen: number;
  #sweepAt = Infinity;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Infinity;
  #isStopped = false;

  constructor(events: ResponsesEvents, mostOpen = MOST_OPEN) {
    this.#events = events;
    this.#mostOpen = mostOpen;
  }

  /** How many there are. */
  get size(): number {
    return this.#open.size;
  }

  /** Those that `exporter`'s services may still answer, by the subjects that they answer to. */
  *of(exporter: Account): Generator<OpenResponse> {
    for (const response of this.#open.values()) if (response.exporter === exporter) yield response;
  }

  /** How many requests of `exporter`'s services are open. */
  countOf(exporter: Account): number {
    return this.#sides.get(exporter)?.toAnswer ?? 0;
  }

  /** Opens the way back of a request; undefined if its account has too many open. `suffix` ends the subject. */
  open(request: Request, suffix: string): OpenResponse | undefined {
    const asking = this.#sideOf(request.requester);
    if (asking.open >= this.#mostOpen) {
      if (!asking.isFull) this.#events.isFull(request.requester);
      asking.isFull = true;
      return undefined;
    }
    const answering = this.#sideOf(request.exporter);
    const response: OpenResponse = {
      subject: this.#newSubject(this.#prefixOf(request.exporter, answering), suffix),
      exporter: request.exporter,
      requester: request.requester,
      reply: request.reply,
      terms: request.terms,
      sample: request.sample,
      isTold: false,
      activeAt: performance.now(),
      before: undefined,
      after: undefined,
    };
    this.#open.set(response.subject, response);
    answering.toAnswer++;
    asking.add(response);
    this.#queueOf(response).push(response);
    this.#schedule(response.activeAt + response.terms.thresholdMs);
    return response;
  }

  /** What `exporter`'s service answers by a message to `subject`. */
  find(exporter: Account, subject: string): OpenResponse | undefined {
    const response = this.#open.get(subject);
    return response?.exporter === exporter ? response : undefined;
  }

  /** Something happened: its time begins anew. */
  renew(response: OpenResponse): void {
    if (!this.#open.has(response.subject)) return;
    response.activeAt = performance.now();
    const queue = this.#queueOf(response);
    queue.take(response);
    queue.push(response);
  }

  /** Closes it, and what waits for it in turn. May be called again. */
  close(response: OpenResponse, ending: Ending): void {
    if (!this.#open.delete(response.subject)) return;
    this.#queueOf(response).take(response);
    this.#sideOf(response.exporter).toAnswer--;
    const asking = this.#sideOf(response.requester);
    asking.remove(response);
    if (asking.open <= this.#mostOpen / 2) asking.isFull = false;
    const { sample } = response;
    if (ending !== 'done' && sample !== undefined && !response.isTold) {
      response.isTold = true;
      this.#events.failed(response, sample, ending);
    }
    // In a chain of imports, its answers came from these.
    this.#closeReplies(response.exporter, response.subject, ending);
  }

  /** Nobody may listen to some replies any more. */
  interestChanged(account: Account, { subject }: Subscription, change: 1 | 0 | -1): void {
    if (change !== -1) return;
    const side = this.#sides.get(account);
    if (side === undefined || side.open === 0) return;
    if (!hasWildcard(subject)) this.#abandon(account, subject);
    else if (side.open <= FEW) this.#sweep(account, side, patternsOf(subject));
    else {
      const lost = this.#lost.get(account);
      if (lost === undefined) this.#lost.set(account, patternsOf(subject));
      else lost.insert({ subject, queue: undefined });
      this.#sweepAt = Math.min(this.#sweepAt, performance.now() + SWEEP_MS);
      this.#schedule(this.#sweepAt);
    }
  }

  /** Forgets all, without a word. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#open.clear();
    this.#queues.clear();
    this.#lost.clear();
  }

  #abandon(account: Account, reply: string): void {
    const side = this.#sides.get(account);
    if (side?.isWaiting(reply) !== true || account.hasInterest(reply)) return;
    this.#closeReplies(account, reply, 'abandoned');
  }

  #sweep(account: Account, side: Side, patterns: Sublist<Pattern>): void {
    for (const reply of side.replies()) {
      if (patterns.lookUp(reply).plain.length > 0) this.#abandon(account, reply);
    }
  }

  #closeReplies(account: Account, reply: string, ending: Ending): void {
    for (const response of this.#sides.get(account)?.waitingFor(reply) ?? []) {
      this.close(response, ending);
    }
  }

  #sideOf(account: Account): Side {
    let side = this.#sides.get(account);
    if (side === undefined) this.#sides.set(account, (side = new Side()));
    return side;
  }

  /** `_R_.kZ3mQ0.`: what an account's answers begin with. From the first on, it listens to them. */
  #prefixOf(account: Account, side: Side): string {
    if (side.prefix === '') {
      side.prefix = `_R_.${uniqueId(REPLY_DIGITS)}.`;
      account.attach(this.#events.answersTo(account, `${side.prefix}>`));
    }
    return side.prefix;
  }

  #newSubject(prefix: string, suffix: string): string {
    for (;;) {
      const subject = prefix + replyDigits() + suffix;
      if (!this.#open.has(subject)) return subject;
    }
  }

  #queueOf({ terms: { thresholdMs } }: OpenResponse): Queue {
    let queue = this.#queues.get(thresholdMs);
    if (queue === undefined) this.#queues.set(thresholdMs, (queue = new Queue()));
    return queue;
  }

  /** Looks for what is due at `dueAt`, or a little later. */
  #schedule(dueAt: number): void {
    if (dueAt >= this.#timerAt || this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timerAt = dueAt;
    const delayMs = Math.max(TICK_MS, dueAt - performance.now());
    this.#timer = setTimeout(this.#tick, Math.min(delayMs, LONGEST_MS)).unref();
  }

  readonly #tick = (): void => {
    this.#timerAt = Infinity;
    const now = performance.now();
    if (now >= this.#sweepAt) this.#sweepAll();
    let left = MOST_A_TICK;
    let next = this.#sweepAt;
    for (const [thresholdMs, queue] of this.#queues) {
      while (queue.first !== undefined) {
        const dueAt = queue.first.activeAt + thresholdMs;
        if (dueAt > now || left-- <= 0) {
          next = Math.min(next, dueAt);
          break;
        }
        this.close(queue.first, 'expired');
      }
      if (queue.first === undefined) this.#queues.delete(thresholdMs);
    }
    if (next !== Infinity) this.#schedule(next);
  };

  #sweepAll(): void {
    this.#sweepAt = Infinity;
    const lost = [...this.#lost];
    this.#lost.clear();
    for (const [account, patterns] of lost) this.#sweep(account, this.#sideOf(account), patterns);
  }
}

/** nats-server accounts.go, replyLen. */
const REPLY_DIGITS = 6;
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'.split('');
const PAIRS = DIGITS.flatMap((one) => DIGITS.map((other) => one + other));

/** Six digits to the base of 62. They need not be hard to guess: who may answer may publish to any of them. */
function replyDigits(): string {
  return pair() + pair() + pair();
}

function pair(): string {
  return PAIRS[Math.floor(Math.random() * PAIRS.length)]!;
}

/**
 * Responses in the order in which they are due; each goes in the midst of it. A Set would do that too: with 5,000 open
 * it takes three times as long.
 */
class Queue {
  first: OpenResponse | undefined;
  #last: OpenResponse | undefined;

  push(response: OpenResponse): void {
    response.before = this.#last;
    if (this.#last === undefined) this.first = response;
    else this.#last.after = response;
    this.#last = response;
  }

  /** Takes out `response`, which is in it. */
  take(response: OpenResponse): void {
    const { before, after } = response;
    if (before === undefined) this.first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    response.before = response.after = undefined;
  }
}

interface Pattern {
  readonly subject: string;
  readonly queue: undefined;
}

function patternsOf(subject: string): Sublist<Pattern> {
  const patterns = new Sublist<Pattern>();
  patterns.insert({ subject, queue: undefined });
  return patterns;
}

/** The part of one account: what its services are to answer, and what it waits for itself. */
class Side {
  /** What the subjects that its services answer to begin with; empty until there is one. */
  prefix = '';
  /** Requests that its services may still answer. */
  toAnswer = 0;
  /** Requests of its own that may still be answered. */
  open = 0;
  /** Whether there were too many of them, lately. */
  isFull = false;
  /** By the reply that was asked for. Hardly ever is one used twice. */
  readonly #waiting = new Map<string, OpenResponse | Set<OpenResponse>>();

  add(response: OpenResponse): void {
    this.open++;
    const others = this.#waiting.get(response.reply);
    if (others === undefined) this.#waiting.set(response.reply, response);
    else if (others instanceof Set) others.add(response);
    else this.#waiting.set(response.reply, new Set([others, response]));
  }

  remove(response: OpenResponse): void {
    this.open--;
    const known = this.#waiting.get(response.reply);
    if (known instanceof Set) {
      known.delete(response);
      if (known.size > 0) return;
    }
    this.#waiting.delete(response.reply);
  }

  isWaiting(reply: string): boolean {
    return this.#waiting.has(reply);
  }

  /** A copy: they may be closed while it is walked. */
  waitingFor(reply: string): readonly OpenResponse[] {
    const known = this.#waiting.get(reply);
    if (known === undefined) return [];
    return known instanceof Set ? [...known] : [known];
  }

  replies(): Iterable<string> {
    return this.#waiting.keys();
  }
}
