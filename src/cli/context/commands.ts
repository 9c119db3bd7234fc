/** What the commands `natsx context …` share. */
import { NatsxError } from '../../base/errors.ts';
import { contextsOf, usedContext } from '../context-flags.ts';
import type { GoFlagTable } from '../go-flags.ts';
import type { Surroundings } from '../surroundings.ts';
import { contextJson, contextText, type Verdict } from './show.ts';

export const jsonFlag = {
  json: { type: 'boolean', aliases: ['j'], description: 'Print JSON' },
} as const satisfies GoFlagTable;

/** Prints one context. */
export async function printContext(
  name: string,
  { isJson, verdict, io }: { isJson: boolean; verdict?: Verdict | undefined; io: Surroundings },
): Promise<void> {
  const context = await contextsOf(io).load(name);
  await io.stdout.write(
    isJson
      ? `${JSON.stringify(contextJson(name, context, verdict), undefined, 2)}\n`
      : await contextText(name, context, verdict, io),
  );
}

/** The context that is meant: the named one, or the one in use. */
export async function meantContext(name: string | undefined, io: Surroundings): Promise<string> {
  const used = name ?? (await usedContext(io))?.name;
  if (used !== undefined) return used;
  throw new NatsxError('ERR_USAGE', 'no default context and no name supplied', {
    suggestions: ['name one, or select one: natsx context select NAME'],
  });
}
