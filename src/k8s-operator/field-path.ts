/** Paths of fields as messages show them, `spec.extraRoutes[0].cluster`, walked in a value. */
import { isRecord } from './check.ts';

/** The keys and places that lead through `value`, as far as it goes. Keys may have dots in them, as labels do. */
export function stepsOf(path: string, value: unknown): (string | number)[] {
  const steps: (string | number)[] = [];
  let rest = path;
  let at = value;
  while (rest !== '') {
    const step = Array.isArray(at) ? placeIn(rest) : keyIn(rest, at);
    if (step === undefined) break;
    steps.push(step.name);
    at = (at as Record<string | number, unknown>)[step.name]; // An array or a record, as the step was found in it.
    rest = step.rest;
  }
  return steps;
}

interface Step {
  readonly name: string | number;
  readonly rest: string;
}

function placeIn(path: string): Step | undefined {
  const found = /^\[(\d+)\]\.?/.exec(path);
  return found === null ? undefined : { name: Number(found[1]), rest: path.slice(found[0].length) };
}

function keyIn(path: string, value: unknown): Step | undefined {
  if (!isRecord(value)) return undefined;
  const keys = Object.keys(value).filter((key) => {
    const next = path[key.length];
    return path.startsWith(key) && (next === undefined || next === '.' || next === '[');
  });
  const name = keys.sort((a, b) => b.length - a.length)[0];
  return name === undefined
    ? undefined
    : { name, rest: path.slice(name.length).replace(/^\./, '') };
}

/** A copy without the field at `path`; undefined if there is no such field. */
export function withoutField<T>(value: T, path: string): T | undefined {
  const steps = stepsOf(path, value);
  const copy = structuredClone(value);
  const last = steps.pop();
  if (last === undefined) return undefined;
  let at: unknown = copy;
  for (const step of steps) at = (at as Record<string | number, unknown>)[step]; // As stepsOf found them.
  const parent = at as Record<string | number, unknown>;
  if (shown([...steps, last]) !== path) return undefined;
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else Reflect.deleteProperty(parent, last);
  return copy;
}

function shown(steps: readonly (string | number)[]): string {
  return steps
    .map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at === 0 ? '' : '.'}${step}`))
    .join('');
}
