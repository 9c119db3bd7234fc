import assert from 'node:assert/strict';
import { ServerNames } from '../../../src/server/peers/server-names.ts';

describe('ServerNames', () => {
  it('judges a server that is dialed by its name by that', () => {
    assert.equal(new ServerNames(['a.example']).nameOf('b.example'), 'b.example');
  });

  it('judges one that is dialed by its address by the first name there is', () => {
    const names = new ServerNames(['10.0.0.1', 'a.example', 'b.example']);
    assert.equal(names.nameOf('10.0.0.2'), 'a.example');
    assert.equal(names.nameOf('::1'), 'a.example');
  });

  it('falls back to the address where there is no name, or it was wrong', () => {
    assert.equal(new ServerNames(['10.0.0.1']).nameOf('10.0.0.1'), '10.0.0.1');
    const names = new ServerNames(['a.example']);
    names.wasWrong('other.example');
    assert.equal(names.nameOf('10.0.0.2'), 'a.example');
    names.wasWrong('a.example');
    assert.equal(names.nameOf('10.0.0.2'), '10.0.0.2');
    assert.equal(names.nameOf('a.example'), 'a.example');
  });
});
