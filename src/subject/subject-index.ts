/** Values by literal subject, found by pattern: which of the kept subjects does a new subscription touch? */
export class SubjectIndex<T> {
  readonly #root = new Node<T>();

  add(subject: string, value: T): void {
    let node = this.#root;
    for (const token of subject.split('.')) {
      let next = node.next.get(token);
      if (next === undefined) node.next.set(token, (next = new Node<T>()));
      node = next;
    }
    node.values.push(value);
  }

  /** Takes out and returns the values of all subjects that `pattern` covers. Costs what the pattern spans. */
  take(pattern: string): T[] {
    const taken: T[] = [];
    takeFrom(this.#root, pattern.split('.'), 0, taken);
    return taken;
  }
}

class Node<T> {
  readonly next = new Map<string, Node<T>>();
  readonly values: T[] = [];

  get isEmpty(): boolean {
    return this.next.size === 0 && this.values.length === 0;
  }
}

function takeFrom<T>(node: Node<T>, tokens: readonly string[], depth: number, taken: T[]): void {
  if (depth === tokens.length) {
    for (const value of node.values.splice(0)) taken.push(value);
    return;
  }
  const token = tokens[depth]!;
  if (token === '>' && depth === tokens.length - 1) {
    takeBelow(node, taken);
    return;
  }
  const children = token === '*' ? [...node.next.keys()] : [token];
  for (const child of children) {
    const next = node.next.get(child);
    if (next === undefined) continue;
    takeFrom(next, tokens, depth + 1, taken);
    if (next.isEmpty) node.next.delete(child);
  }
}

/** Everything with at least one token more than `node`. */
function takeBelow<T>(node: Node<T>, taken: T[]): void {
  for (const next of node.next.values()) {
    for (const value of next.values) taken.push(value);
    takeBelow(next, taken);
  }
  node.next.clear();
}
