import assert from 'node:assert/strict';
import { Place } from '../../../src/server/options/kind.ts';
import {
  isSubject,
  permissions,
  type GivenPermissions,
} from '../../../src/server/options/permissions.ts';
import { itRefuses } from './read-text.ts';

function completed(given: GivenPermissions) {
  return permissions.complete(given, new Place());
}

describe('permissions', () => {
  itRefuses(
    [
      ['x', 'Expected permissions to be a map/struct, got string'],
      ['{publish: 1}', 'publish: expected a subject, or an array of subjects, found an integer'],
      ['{publish: [1 , a]}', 'Subject in permissions array cannot be cast to string'],
      ['{publish: "foo..bar"}', 'subject "foo..bar" is not a valid subject'],
      ['{publish: "a q"}', 'subject "a q" is not a valid subject'],
      ['{subscribe: "a q r"}', 'subject "a q r" is not a valid subject'],
      ['{subscribe: ["a q", "b..c q"]}', 'subject "b..c" is not a valid subject'],
      ['{subscribe: "a q..r"}', 'queue "q..r" is not a valid queue'],
      [
        '{publish: {alow: "a"}}',
        `Unknown field name "alow" parsing subject permissions, only 'allow' or 'deny' are permitted`,
      ],
      ['{publsh: "a"}', 'Unknown field "publsh" parsing permissions'],
      ['{allow_responses: 3}', 'error parsing response permissions, expected a boolean or a map'],
      ['{allow_responses: {mx: 3}}', 'Unknown field "mx" parsing permissions'],
      [
        '{allow_responses: {expires: 1}}',
        'expires: expected a duration such as "30s", found an integer',
      ],
    ].map(([text, error]) => [
      `authorization { users: [ {user: a, permissions: ${text!}} ] }`,
      error!,
    ]),
  );

  it('takes a subject, a list, and what is allowed and denied', () => {
    assert.deepEqual(completed({ publish: 'a', subscribe: { deny: ['b q'] } }), {
      publish: { allow: ['a'], deny: undefined },
      subscribe: { allow: undefined, deny: ['b q'] },
      allowResponses: undefined,
    });
  });

  it('lets who may answer publish nothing else, unless it is said', () => {
    const { publish, allowResponses } = completed({ allowResponses: true });
    assert.deepEqual(publish, { allow: [], deny: undefined });
    assert.deepEqual(allowResponses, { max: 1, expiresMs: 120_000 });
    assert.deepEqual(completed({ allowResponses: true, publish: 'a' }).publish?.allow, ['a']);
    assert.deepEqual(completed({ allowResponses: false }).publish, undefined);
  });

  it('says which permission of a program is wrong', () => {
    const place = new Place('p');
    permissions.complete({ publish: ['a', 'b..c'] }, place);
    assert.deepEqual(place.errors, ['p.publish is wrong: subject "b..c" is not a valid subject']);
  });
});

describe('isSubject', () => {
  it('wants no blanks', () => {
    assert.deepEqual(['a.*.>', 'a b', 'a\tb', 'a..b', ''].map(isSubject), [
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
