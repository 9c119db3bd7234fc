import { itReads, itRefuses } from './read-text.ts';

describe('websocket', () => {
  itReads([
    [
      'ws { port: 8080, no_tls: true, origin: "http://a", compress: true, handshake_timeout: 3 }',
      {
        websocket: {
          port: 8080,
          noTls: true,
          allowedOrigins: ['http://a'],
          compression: true,
          handshakeTimeoutMs: 3000,
        },
      },
    ],
  ]);

  itRefuses([
    ['websocket: 3', 'Expected websocket to be a map, got integer'],
    ['websocket { prt: 1 }', 'unknown field "prt", did you mean "port"?'],
    ['websocket { headers: {a: 1} }', 'a: expected a string, found an integer'],
    ['websocket { handshake_timeout: x }', 'time: invalid duration "x"'],
    ['websocket { authorization { users: [] } }', 'unknown field "users", did you mean "user"?'],
  ]);
});
