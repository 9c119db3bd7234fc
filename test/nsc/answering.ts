import assert from 'node:assert/strict';
import type { Prompter } from '../../src/nsc/prompter.ts';

/** A question and its answer: true takes what is proposed, or says yes. */
export type Answer = readonly [question: string, answer: string | boolean | readonly string[]];

/** Answers questions in their order, as a person would; one that is not expected, or an answer that is complained about, is a failure. */
export class Answering implements Prompter {
  /** What was proposed or offered with each question. */
  readonly offered: (string | boolean | readonly string[] | undefined)[] = [];
  readonly #rest: Answer[];

  constructor(script: readonly Answer[]) {
    this.#rest = [...script];
  }

  /** Fails if questions that were expected did not come. */
  isDone(): void {
    assert.deepEqual(this.#rest, []);
  }

  async text(question: string, options: Parameters<Prompter['text']>[1] = {}): Promise<string> {
    this.offered.push(options.byDefault);
    const answer = this.#next(question);
    const text = answer === true ? (options.byDefault ?? '') : String(answer);
    assert.equal(await options.complaint?.(text), undefined);
    return text;
  }

  async confirm(question: string, byDefault: boolean): Promise<boolean> {
    this.offered.push(byDefault);
    return this.#next(question) === true;
  }

  async select(question: string, choices: readonly string[], byDefault?: string): Promise<string> {
    this.offered.push(choices);
    const answer = this.#next(question);
    const choice = answer === true ? (byDefault ?? choices[0]!) : String(answer);
    assert.ok(choices.includes(choice), `"${choice}" is none of ${choices.join(', ')}`);
    return choice;
  }

  async selectMany(question: string, choices: readonly string[]): Promise<readonly string[]> {
    this.offered.push(choices);
    const answer = this.#next(question);
    assert.ok(Array.isArray(answer));
    return answer as readonly string[]; // By the line above.
  }

  #next(question: string): Answer[1] {
    const [wanted, answer] = this.#rest.shift() ?? ['nothing more', false];
    assert.equal(question, wanted);
    return answer;
  }
}
