import assert from 'node:assert/strict';
import {
  domainText,
  fromSubject,
  goText,
  hasSameParts,
  isSameName,
  parseName,
  type DistinguishedName,
} from '../../../src/server/auth/distinguished-name.ts';

const OID = {
  CN: '2.5.4.3',
  OU: '2.5.4.11',
  O: '2.5.4.10',
  C: '2.5.4.6',
  DC: '0.9.2342.19200300.100.1.25',
};

/** A subject as certificates have it, farthest first: `C=x O=y+OU=z`. */
function subject(text: string): DistinguishedName {
  return text.split(' ').map((relative) =>
    relative.split('+').map((attribute) => {
      const [type = '', value = ''] = attribute.split('=');
      return { type: (OID as Record<string, string>)[type] ?? type, value };
    }),
  );
}

describe('distinguished names', () => {
  const spellings: [text: string, name: string | undefined][] = [
    ['CN=www', 'CN=www'],
    ['CN=www,OU=web,DC=com', 'CN=www OU=web DC=com'],
    [' cn = www , OU= a b ', 'cn=www OU=a b'],
    ['CN=a+OU=b,O=c', 'CN=a+OU=b O=c'],
    ['CN=a\\,b\\+c\\=d', 'CN=a,b+c=d'],
    ['CN=a=b', 'CN=a=b'],
    ['CN=\\ a\\ ', 'CN= a '],
    ['CN=Gr\\C3\\B6\\c3\\9fe', 'CN=Größe'],
    ['CN=\\"\\\\\\#', 'CN="\\#'],
    ['CN=', 'CN='],
    ['', undefined],
    ['www', undefined],
    ['=www', undefined],
    ['CN=www,', undefined],
    ['CN=#0401', undefined],
    ['CN=a\\', undefined],
    ['CN=a\\x', undefined],
  ];
  for (const [text, expected] of spellings) {
    it(`reads ${JSON.stringify(text)}`, () => {
      const shown = parseName(text)?.map((relative) =>
        relative.map(({ type, value }) => `${type}=${value}`).join('+'),
      );
      assert.equal(shown?.join(' '), expected);
    });
  }

  it('turns a subject over, and knows the short names of its attributes', () => {
    assert.deepEqual(
      fromSubject(subject('DC=com O=a+OU=b CN=c')),
      parseName('CN=c,O=a+OU=b,DC=com'),
    );
    assert.equal(fromSubject(subject('1.2.840.113549.1.9.1=me CN=c')), undefined);
  });

  it('tells names apart by parts, values, and order if that is asked', () => {
    const name = (text: string): DistinguishedName => parseName(text)!;
    const one = name('CN=a,OU=b+O=c,DC=d');
    assert.ok(isSameName(one, name('cn=a,O=c+OU=b,dc=d')));
    assert.equal(isSameName(one, name('DC=d,OU=b+O=c,CN=a')), false);
    assert.ok(hasSameParts(one, name('DC=d,OU=b+O=c,CN=a')));
    for (const other of [
      'CN=A,OU=b+O=c,DC=d',
      'CN=a,OU=b,O=c,DC=d',
      'CN=a,OU=b+O=c',
      'CN=a,CN=a,CN=a',
    ]) {
      assert.equal(isSameName(one, name(other)), false, other);
      assert.equal(hasSameParts(one, name(other)), false, other);
    }
    assert.equal(hasSameParts(name('CN=a,CN=a,CN=b'), name('CN=a,CN=b,CN=b')), false);
  });

  it('writes a subject as Go does', () => {
    assert.equal(goText(subject('C=x O=y OU=z OU=w CN=c DC=com')), 'CN=c,OU=z+OU=w,O=y,C=x');
    assert.equal(goText(subject('CN=first CN=last')), 'CN=last');
    assert.equal(goText([[{ type: OID.CN, value: '#a, "b" ' }]]), 'CN=\\#a\\, \\"b\\"\\ ');
    assert.equal(goText([]), '');
    assert.equal(domainText(subject('DC=com DC=example CN=c')), 'DC=com,DC=example');
    assert.equal(domainText(subject('CN=c')), '');
  });
});
