import assert from 'node:assert/strict';
import { destinationError, subjectError } from '../../src/subject/transform-error.ts';

describe('transform error', () => {
  it('says where in a destination something is wrong, if that is somewhere', () => {
    const { code, message } = destinationError('unknownFunction', '{{x}}');
    assert.equal(code, 'ERR_MAPPING_DESTINATION');
    assert.equal(message, 'invalid mapping destination: unknown function in {{x}}');
    assert.equal(
      destinationError('badToken').message,
      'invalid mapping destination: invalid transform',
    );
  });

  it('has fewer words for a subject', () => {
    const { code, message } = subjectError();
    assert.deepEqual([code, message], ['ERR_SUBJECT', 'invalid subject']);
  });
});
