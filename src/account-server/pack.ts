import { quote } from '../base/quote.ts';
import { plain, type Answer, type Question } from './answer.ts';
import type { Api } from './api.ts';
import { complain } from './get-account.ts';

/** GET of all accounts at once, for a replica to begin with. */
export async function getPack(api: Api, { query }: Question): Promise<Answer> {
  const text = (query.get('max') ?? '').toLowerCase();
  const most = text === '' ? api.maxPack : Number(text);
  const complaint = `bad max parameter ${quote(text)}`;
  if (!/^([+-]?\d{1,15})?$/.test(text)) return complain(api, 400, complaint, '');
  if (api.maxPack >= 0 && most > api.maxPack) {
    return complain(api, 400, `${complaint}, no more than ${api.maxPack} are allowed`, '');
  }
  api.logger.trace(`request for JWT Pack - max=${most}`);
  // A negative number asks for all, which is no way around the limit.
  const limit = most >= 0 ? most : api.maxPack >= 0 ? api.maxPack : Infinity;
  const lines: string[] = [];
  for await (const line of api.store.pack(limit)) lines.push(line);
  return plain(lines.join('\n'));
}
