import assert from 'node:assert/strict';
import { indexPage } from '../../../src/server/monitor/index-page.ts';
import { stacksz } from '../../../src/server/monitor/stacksz.ts';
import { view } from './view.ts';

describe('indexPage', () => {
  const entry = { href: '/a"b/varz', name: 'varz', description: "it's <b>" };

  it('escapes everything', () => {
    const html = indexPage(view({ name: '<script>' }), [entry]);
    assert.ok(!html.includes('<script>') && html.includes('&#60;script&#62;'));
    assert.ok(html.includes('href="/a&#34;b/varz"'));
    assert.ok(html.includes('it&#39;s &#60;b&#62;'));
  });

  it('needs nothing from elsewhere', () => {
    assert.doesNotMatch(indexPage(view(), [entry]), /https?:|src=|@import|url\(/);
  });
});

describe('stacksz', () => {
  it('tells where it is and what the loop waits for', () => {
    assert.equal(
      stacksz('Error\n    at a (b.ts:1)\n    at c', ['Timeout', 'TCPSocketWrap', 'Timeout']),
      'main thread [running]:\n\tat a (b.ts:1)\n\tat c\n\nevent loop [waiting for]:\n\tTCPSocketWrap: 1\n\tTimeout: 2\n',
    );
  });

  it('tells of this process unless told otherwise', () => {
    assert.match(stacksz(), /pages\.test\.ts/);
  });
});
