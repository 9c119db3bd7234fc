import assert from 'node:assert/strict';
import { redactSecrets } from '../../src/protocol/redact.ts';

describe('redactSecrets', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['{"verbose":false}', '{"verbose":false}'],
    ['{"user":"u","pass":"hush","name":"n"}', '{"user":"u","pass":"[REDACTED]","name":"n"}'],
    ['{"pass" : "hush"}', '{"pass" : "[REDACTED]"}'],
    ['{"password":"hush"}', '{"password":"[REDACTED]"}'],
    ['{"auth_token":"hush"}', '{"auth_token":"[REDACTED]"}'],
    [
      '{"nkey":"hush","sig":"hush","jwt":"hush","proxy_sig":"hush"}',
      '{"nkey":"[REDACTED]","sig":"[REDACTED]","jwt":"[REDACTED]","proxy_sig":"[REDACTED]"}',
    ],
    ['{"name":"my pass","lang":"sig"}', '{"name":"my pass","lang":"sig"}'],
    ['{"pass":""}', '{"pass":"[REDACTED]"}'],
    // Where nats-server shows the rest.
    ['{"pass":"hu,sh","name":"n"}', '{"pass":"[REDACTED]","name":"n"}'],
    ['{"pass":"hu}sh","name":"n"}', '{"pass":"[REDACTED]","name":"n"}'],
    ['{"pass":"hu\\"sh","name":"n"}', '{"pass":"[REDACTED]","name":"n"}'],
    ['{"pass":"hush\\\\","name":"n"}', '{"pass":"[REDACTED]","name":"n"}'],
    ['{"PASS":"hush","Auth_Token":"hush"}', '{"PASS":"[REDACTED]","Auth_Token":"[REDACTED]"}'],
    ['{"p\\u0061ss":"hush","name":"n"}', '{"pass":"[REDACTED]","name":"n"}'],
    ['{"p\\u0061ss":"hush', '[REDACTED]'],
    // What is no JSON is shown all the same, and may be almost right.
    ['{"pass":"hush', '{"pass":"[REDACTED]'],
    ['{pass:hush,name:n}', '{pass:[REDACTED],name:n}'],
    ['{"pass":17}', '{"pass":[REDACTED]}'],
    ['{"pass":["hush","hush"]}', '{"pass":[REDACTED]}'],
  ];
  for (const [json, shown] of rows) {
    it(`shows ${json} as ${shown}`, () => assert.equal(redactSecrets(json), shown));
  }
});
