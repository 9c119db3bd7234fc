/** Who has to be looked at when something changes: what each resource was made from. */
export class Uses {
  readonly #users = new Map<string, Set<string>>();
  readonly #used = new Map<string, readonly string[]>();

  /** From now on `user` is made from these, and nothing else. */
  note(user: string, used: readonly string[]): void {
    this.forget(user);
    this.#used.set(user, used);
    for (const each of used) {
      const users = this.#users.get(each);
      if (users === undefined) this.#users.set(each, new Set([user]));
      else users.add(user);
    }
  }

  forget(user: string): void {
    for (const each of this.#used.get(user) ?? []) {
      const users = this.#users.get(each);
      users?.delete(user);
      if (users?.size === 0) this.#users.delete(each);
    }
    this.#used.delete(user);
  }

  of(used: string): readonly string[] {
    return Array.from(this.#users.get(used) ?? []);
  }
}
