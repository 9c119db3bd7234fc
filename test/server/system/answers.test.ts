import assert from 'node:assert/strict';
import { NatsxError } from '../../../src/base/errors.ts';
import type { HeardMessage } from '../../../src/server/internal/internal-messages.ts';
import { Answers } from '../../../src/server/system/answers.ts';
import { System } from '../../../src/server/system/system.ts';
import { Broker } from '../../support/broker.ts';
import { view } from '../monitor/view.ts';

describe('Answers', () => {
  const start = async (mostWaiting?: number) => {
    const broker = new Broker({}, { login: { noSystemAccount: false } });
    const account = broker.account;
    const system = new System({ messages: broker.messages, view: view(), account: () => account });
    const answers = new Answers(system, mostWaiting);
    const peer = await broker.connect({ verbose: false, headers: true });
    await peer.say('SUB in 1\r\n');
    const request = (encoding?: string): HeardMessage => ({
      subject: 'q',
      reply: 'in',
      headers: new Map(encoding === undefined ? [] : [['Accept-Encoding', [encoding]]]),
      payload: Buffer.alloc(0),
      account,
      publisher: undefined,
    });
    /** What stands behind the `server` of the answers. */
    const heard = async (): Promise<string[]> =>
      (await peer.hear())
        .split('\r\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => line.replace(/^\{"server":\{[^}]*\},?/, ''));
    return { answers, request, heard, peer };
  };

  it('puts data in an envelope', async () => {
    const { answers, request, heard } = await start();
    await answers.data(request(), () => ({ a: 1, list: [1, 2].values() }));
    assert.deepEqual(await heard(), ['"data":{"a":1,"list":[1,2]}}']);
  });

  it('says nothing where there is nothing to tell, or nobody who hears it', async () => {
    const { answers, request, heard } = await start();
    await answers.data(request(), () => undefined);
    await answers.data({ ...request(), reply: 'nobody' }, () => assert.fail());
    assert.deepEqual(await heard(), []);
  });

  it('tells what is wrong with a request', async () => {
    const { answers, request, heard } = await start();
    await answers.data(request(), () => {
      throw new NatsxError('ERR_MONITOR_REQUEST', 'no such thing');
    });
    answers.error(request(), { code: 400, description: 'nonsense' });
    answers.done(request());
    assert.deepEqual(await heard(), [
      '"data":null,"error":{"code":500,"description":"no such thing"}}',
      '"error":{"code":400,"description":"nonsense"}}',
      '}',
    ]);
  });

  it('passes on what is our fault', async () => {
    const { answers, request, heard } = await start();
    const failing = answers.data(request(), () => {
      throw new TypeError('ours');
    });
    await assert.rejects(failing, { message: 'ours' });
    await answers.data(request(), () => ({}));
    assert.deepEqual(await heard(), ['"data":{}}']);
  });

  it('answers in order, and refuses when too many wait', async () => {
    const { answers, request, heard } = await start(3);
    const all = [1, 2, 3, 4].map((number) => answers.data(request(), () => ({ number })));
    await Promise.all(all);
    assert.deepEqual(await heard(), [
      '"error":{"code":503,"description":"too many requests"}}',
      ...[1, 2, 3].map((number) => `"data":{"number":${number}}}`),
    ]);
    await answers.data(request(), () => ({ number: 5 }));
    assert.deepEqual(await heard(), ['"data":{"number":5}}']);
  });

  for (const [accepted, encoding] of [
    ['gzip', 'gzip'],
    ['br, GZIP', 'gzip'],
    ['gzip, snappy', 'snappy'],
    ['s2', 'snappy'],
    ['br', 'identity'],
  ] as const) {
    it(`answers who accepts ${accepted} with ${encoding}`, async () => {
      const { answers, request, peer } = await start();
      await answers.data(request(accepted), () => ({}));
      assert.match(
        await peer.hear(),
        new RegExp(`^HMSG.*\r\nNATS/1.0\r\nContent-Encoding: ${encoding}\r\n`),
      );
    });
  }
});
