import type { Authenticator } from './authenticator.ts';
import type { Credentials, Decision, Identity, Refusal } from './credentials.ts';
import type { ConnectionType } from '../options/authorization.ts';

/** The client or leafnode that a login is for. */
export interface Newcomer {
  readonly isClosed: boolean;
  /** Takes no operation until `releaseInput`. */
  holdInput(): void;
  releaseInput(): void;
  turnAway(refusal: Refusal): void;
  loginTimedOut(): void;
}

/** Says who somebody is: `Authenticator`, or what stands before it. */
export type Gatekeeper = Pick<
  Authenticator,
  'newNonce' | 'isRequired' | 'mayBeSilent' | 'timeoutMs' | 'authenticate' | 'renew'
>;

/** How somebody comes in: what is to be signed, how long it may take, and what is done meanwhile: nothing. */
export class Login {
  /** What the newcomer is asked to sign; empty if nothing. */
  readonly nonce: string;
  readonly #authenticator: Gatekeeper;
  readonly #type: ConnectionType;
  readonly #newcomer: Newcomer;
  #isDue: boolean;
  #timer: NodeJS.Timeout | undefined;
  #isHeld = false;
  /** What is to be done with the answer that is waited for. */
  #admit: ((identity: Identity) => void) | undefined;
  #isRefused = false;
  /** Counts what was asked: only the last answer counts. */
  #asked = 0;

  constructor(authenticator: Gatekeeper, type: ConnectionType, newcomer: Newcomer) {
    this.nonce = authenticator.newNonce();
    this.#authenticator = authenticator;
    this.#type = type;
    this.#newcomer = newcomer;
    this.#isDue = authenticator.isRequired(type);
  }

  /** Whether CONNECT must be said before anything else. */
  get isDue(): boolean {
    return this.#isDue;
  }

  /** Whether an answer is waited for: nothing that is said counts meanwhile. */
  get isPending(): boolean {
    return this.#isHeld;
  }

  /** Whether CONNECT may be left out. */
  get mayBeSilent(): boolean {
    return this.#authenticator.mayBeSilent(this.#type);
  }

  /** The newcomer's time begins. */
  start(): void {
    if (!this.#isDue) return;
    this.#timer = setTimeout(
      () => this.#newcomer.loginTimedOut(),
      this.#authenticator.timeoutMs(this.#type),
    ).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** The newcomer said who it is. */
  decide(credentials: Credentials, admit: (identity: Identity) => void): void {
    this.#isDue = false;
    this.stop();
    this.#whenDecided(this.#authenticator.authenticate(credentials), admit);
  }

  /** Other options hold. One who has not said yet who it is, may have to now. */
  renew(credentials: Credentials | undefined, admit: (identity: Identity) => void): void {
    if (this.#isRefused) return;
    if (credentials !== undefined) {
      // One who is being looked at is asked anew, and goes on as he would have.
      this.#whenDecided(this.#authenticator.renew(credentials), this.#admit ?? admit);
      return;
    }
    this.stop();
    this.#isDue = this.#authenticator.isRequired(this.#type);
    this.start();
  }

  #whenDecided(decision: Decision | Promise<Decision>, admit: (identity: Identity) => void): void {
    const number = ++this.#asked;
    if (!(decision instanceof Promise)) {
      this.#decided(decision, admit);
      return;
    }
    this.#admit = admit;
    this.#hold();
    void decision.then((late) => {
      if (number === this.#asked && !this.#newcomer.isClosed) this.#decided(late, admit);
    });
  }

  #decided(decision: Decision, admit: (identity: Identity) => void): void {
    this.#admit = undefined;
    if (decision.type === 'identity') {
      admit(decision);
      this.#release();
      return;
    }
    this.#isRefused = true;
    if (decision.delayMs === 0) this.#newcomer.turnAway(decision);
    else {
      this.#hold();
      this.#timer = setTimeout(() => this.#newcomer.turnAway(decision), decision.delayMs);
    }
  }

  #hold(): void {
    if (this.#isHeld) return;
    this.#isHeld = true;
    this.#newcomer.holdInput();
  }

  #release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#newcomer.releaseInput();
  }
}
