/** Operators, accounts and users as resources. */
import type { Metrics } from '../metrics.ts';
import type { Scene } from '../scene.ts';
import { AccountReconciler } from './account-reconciler.ts';
import { Destinations } from './destinations.ts';
import { OperatorReconciler } from './operator-reconciler.ts';
import { UserReconciler } from './user-reconciler.ts';

export class Identities {
  readonly operators: OperatorReconciler;
  readonly accounts: AccountReconciler;
  readonly users: UserReconciler;
  readonly #destinations: Destinations;

  constructor(scene: Scene, metrics: Metrics, driftMs: number) {
    this.#destinations = new Destinations(scene);
    this.operators = new OperatorReconciler(scene);
    this.accounts = new AccountReconciler(scene, this.#destinations, metrics, driftMs);
    this.users = new UserReconciler(scene);
  }

  async close(): Promise<void> {
    await this.#destinations.close();
  }
}
