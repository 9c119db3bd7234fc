import { itReads, itRefuses } from './read-text.ts';

const USER = 'UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4';

/** A configuration with one user. */
function user(fields: string): string {
  return `authorization { users: [ {${fields}} ] }`;
}

describe('authorization', () => {
  itReads([
    ['authorization { user: a, password: b }', { authorization: { user: 'a', password: 'b' } }],
    [user('username: a, pass: b'), { authorization: { users: [{ user: 'a', password: 'b' }] } }],
    [user(`nkey: ${USER}`), { authorization: { users: [{ nkey: USER }] } }],
    [
      user('user: a, clients: standard'),
      { authorization: { users: [{ user: 'a', allowedConnectionTypes: ['STANDARD'] }] } },
    ],
    [
      'authorization { permissions { pub: "a", sub: ["b q"] } }',
      {
        authorization: {
          defaultPermissions: { publish: { allow: ['a'] }, subscribe: { allow: ['b q'] } },
        },
      },
    ],
  ]);

  itRefuses([
    ['authorization: 1', 'authorization: expected a map, found an integer'],
    ['authorization { token: 1 }', 'token: expected a string, found an integer'],
    ['authorization { user: a, pass: b, token: c }', 'Cannot have a user/pass and token'],
    ['authorization { user: a, users: [] }', 'Can not have a single user/pass and a users array'],
    ['authorization { token: a, users: [] }', 'Can not have a token and a users array'],
    [
      'authorization { timeout: x }',
      `error parsing authorization config, 'timeout' time: invalid duration "x"`,
    ],
    ['authorization { users: [ a ] }', 'Expected user entry to be a map/struct'],
    ['authorization { users: {user: a} }', 'users: expected an array, found a map'],
    [user('password: b'), 'User entry requires a user'],
    [user('nkey: abc'), 'Not a valid public nkey for a user'],
    [user(`nkey: ${USER}, password: b`), 'Nkey users do not take usernames or passwords'],
    [user('user: 3'), 'user: expected a string, found an integer'],
    [user('user: a, connection_types: ["standard", "XX"]'), 'invalid connection types ["XX"]'],
    [user('user: a, passwrd: b'), 'unknown field "passwrd", did you mean "password"?'],
    [
      'authorization { auth_callout {} }',
      'Authorization callouts require an issuer to be specified',
    ],
    [
      'authorization { auth_callout { issuer: x } }',
      'Expected callout user to be a valid public account nkey, got "x"',
    ],
    [
      'authorization { auth_callout { foo: 1 } }',
      'Unknown field "foo" parsing authorization callout',
    ],
  ]);
});
