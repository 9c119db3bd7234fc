import type { Authenticator } from '../auth/authenticator.ts';
import type { Credentials, Decision, Identity, Refusal } from '../auth/credentials.ts';
import type { ConnectionType } from '../options/authorization.ts';

/** The client that a login is for. */
export interface LoginClient {
  readonly isClosed: boolean;
  /** Takes no operation until `releaseInput`. */
  holdInput(): void;
  releaseInput(): void;
  turnAway(refusal: Refusal): void;
  loginTimedOut(): void;
}

/** How a client comes in: what it is to sign, how long it may take, and what it does while it is looked at: nothing. */
export class Login {
  /** What the client is asked to sign; empty if nothing. */
  readonly nonce: string;
  readonly #authenticator: Authenticator;
  readonly #type: ConnectionType;
  readonly #client: LoginClient;
  #isDue: boolean;
  #timer: NodeJS.Timeout | undefined;
  #isHeld = false;
  /** What is to be done with the answer that is waited for. */
  #admit: ((identity: Identity) => void) | undefined;
  #isRefused = false;
  /** Counts what was asked: only the last answer counts. */
  #asked = 0;

  constructor(authenticator: Authenticator, type: ConnectionType, client: LoginClient) {
    this.nonce = authenticator.newNonce();
    this.#authenticator = authenticator;
    this.#type = type;
    this.#client = client;
    this.#isDue = authenticator.isRequired(type);
  }

  /** Whether the client must say CONNECT before anything else. */
  get isDue(): boolean {
    return this.#isDue;
  }

  /** Whether its answer is waited for: nothing that the client says counts meanwhile. */
  get isPending(): boolean {
    return this.#isHeld;
  }

  /** Whether the client may leave out CONNECT. */
  get mayBeSilent(): boolean {
    return this.#authenticator.mayBeSilent(this.#type);
  }

  /** The client's time begins. */
  start(): void {
    if (!this.#isDue) return;
    this.#timer = setTimeout(
      () => this.#client.loginTimedOut(),
      this.#authenticator.timeoutMs(this.#type),
    ).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** The client said who it is. */
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
      if (number === this.#asked && !this.#client.isClosed) this.#decided(late, admit);
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
    if (decision.delayMs === 0) this.#client.turnAway(decision);
    else {
      this.#hold();
      this.#timer = setTimeout(() => this.#client.turnAway(decision), decision.delayMs);
    }
  }

  #hold(): void {
    if (this.#isHeld) return;
    this.#isHeld = true;
    this.#client.holdInput();
  }

  #release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#client.releaseInput();
  }
}
