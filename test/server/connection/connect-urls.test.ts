import assert from 'node:assert/strict';
import { ConnectUrls } from '../../../src/server/connection/connect-urls.ts';

describe('ConnectUrls', () => {
  let own: string[];
  let changes: number;
  let urls: ConnectUrls;
  beforeEach(() => {
    own = ['a:1'];
    changes = 0;
    urls = new ConnectUrls(
      () => own,
      () => changes++,
    );
  });

  it('name nobody while the server is alone', () => {
    assert.deepEqual([urls.all, urls.own, changes], [[], ['a:1'], 0]);
  });

  it('name the server itself first, then the others', () => {
    urls.add('r1', ['b:1', 'b:2']);
    urls.add('r2', ['c:1']);
    assert.deepEqual([urls.all, changes], [['a:1', 'b:1', 'b:2', 'c:1'], 2]);
    own = ['a:9'];
    urls.remove('r1');
    assert.deepEqual([urls.all, changes], [['a:9', 'c:1'], 3]);
  });

  it('tell nobody of what was known', () => {
    urls.add('r1', ['b:1']);
    urls.add('r2', ['b:1']);
    urls.add('r2', ['b:1', 'b:1']);
    urls.remove('r1');
    urls.remove('r1');
    assert.deepEqual([urls.all, changes], [['a:1', 'b:1'], 1]);
  });

  it('forget what nobody tells of any more', () => {
    urls.add('r1', ['b:1', 'c:1']);
    urls.add('r1', ['c:1']);
    assert.deepEqual([urls.all, changes], [['a:1', 'c:1'], 2]);
    urls.remove('r1');
    assert.deepEqual([urls.all, changes], [['a:1'], 3]);
  });

  it('name a place once, whoever tells of it', () => {
    urls.add('r1', ['a:1', 'b:1']);
    assert.deepEqual(urls.all, ['a:1', 'b:1']);
  });

  it('name the others alone when the server is about to go', () => {
    urls.add('r1', ['b:1']);
    urls.leave();
    assert.deepEqual([urls.all, urls.own, changes], [['b:1'], [], 1]);
    urls.add('r2', ['c:1']);
    assert.deepEqual([urls.all, changes], [['b:1', 'c:1'], 2]);
  });
});
