/**
 * Finds which of many subjects contain which, token by token as isContainedIn does. Comparing each with each would take
 * minutes for the 20,000 subjects that fit into one token. Nothing here recurses: a subject may have 500,000 tokens.
 */
export class SubjectOverlaps {
  readonly #root = new Node();

  /** Adds a subject; whether it is there already makes no difference. */
  add(subject: string): void {
    let node = this.#root;
    for (const token of subject.split('.')) node = node.childFor(token);
    node.subject = subject;
  }

  /** The subjects that contain `subject`; itself if it was added. */
  containing(subject: string): string[] {
    const tokens = subject.split('.');
    const last = tokens.length - 1;
    return this.#walk((node, at) => {
      if (at > last) return end(node);
      const token = tokens[at]!;
      const open = node.child('>');
      return {
        found: open?.subject,
        next: [
          token === '*' ? undefined : node.child('*'),
          // A `>` that ends both was found just now.
          token === '>' && at === last ? undefined : node.child(token),
        ],
      };
    });
  }

  /** The subjects that `subject` contains; itself if it was added. */
  containedIn(subject: string): string[] {
    const tokens = subject.split('.');
    const last = tokens.length - 1;
    const isOpen = tokens[last] === '>';
    return this.#walk((node, at) => {
      if (isOpen && at >= last) {
        return { found: at > last ? node.subject : undefined, next: node.children() };
      }
      if (at > last) return end(node);
      const token = tokens[at]!;
      return { found: undefined, next: token === '*' ? node.children() : [node.child(token)] };
    });
  }

  /** Visits nodes from the root on, depth first. */
  #walk(visit: (node: Node, depth: number) => Step): string[] {
    const found: string[] = [];
    const open: [Node, number][] = [[this.#root, 0]];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      const [node, depth] = place;
      const step = visit(node, depth);
      if (step.found !== undefined) found.push(step.found);
      for (const child of step.next) if (child !== undefined) open.push([child, depth + 1]);
    }
    return found;
  }
}

interface Step {
  readonly found: string | undefined;
  readonly next: readonly (Node | undefined)[];
}

function end(node: Node): Step {
  return { found: node.subject, next: [] };
}

class Node {
  /** Set where a subject ends. */
  subject: string | undefined;
  #children: Map<string, Node> | undefined;

  child(token: string): Node | undefined {
    return this.#children?.get(token);
  }

  childFor(token: string): Node {
    this.#children ??= new Map();
    let child = this.#children.get(token);
    if (child === undefined) this.#children.set(token, (child = new Node()));
    return child;
  }

  children(): readonly Node[] {
    return this.#children === undefined ? [] : Array.from(this.#children.values());
  }
}
