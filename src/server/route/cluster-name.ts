import { uniqueId } from '../../base/unique-id.ts';

/** What becomes of a connection whose other side is in the cluster `other`. */
type Meeting = 'same' | 'adopted' | 'conflict';

/**
 * The name of this server's cluster. One that nobody gave is made up, and gives way: to any that was given, and to the
 * greatest that was made up, so that all servers end at the same (nats-server route.go, processRouteInfo).
 */
export class ClusterName {
  #text: string;
  #isDynamic: boolean;

  constructor(given: string | undefined) {
    this.#isDynamic = given === undefined || given === '';
    this.#text = this.#isDynamic ? uniqueId() : given!;
  }

  get text(): string {
    return this.#text;
  }

  /** Whether it was made up. */
  get isDynamic(): boolean {
    return this.#isDynamic;
  }

  /** It was given one. */
  set(name: string): void {
    this.#text = name;
    this.#isDynamic = false;
  }

  meet(other: string, isOtherDynamic: boolean): Meeting {
    if (other === this.#text) return 'same';
    const givesWay = this.#isDynamic && other !== '' && (!isOtherDynamic || this.#text < other);
    if (!givesWay) return 'conflict';
    this.#text = other;
    this.#isDynamic = isOtherDynamic;
    return 'adopted';
  }
}
