import assert from 'node:assert/strict';
import { kindNamed } from '../../../../src/k8s-operator/controller/kinds.ts';
import {
  keyOfReference,
  resolve,
} from '../../../../src/k8s-operator/controller/identities/references.ts';
import type { View } from '../../../../src/k8s-operator/controller/watches.ts';
import type { NatsOperator } from '../../../../src/k8s-operator/resources.ts';

function view(...allowedNamespaces: string[]): View<NatsOperator> {
  const operator = {
    ...{ apiVersion: 'nats.io/v1alpha1', kind: 'NatsOperator' },
    metadata: { namespace: 'keys', name: 'op' },
    spec: { signingKey: { secret: 's' }, allowedNamespaces },
  } as NatsOperator;
  return {
    kind: kindNamed('NatsOperator'),
    get: (namespace, name) => (namespace === 'keys' && name === 'op' ? operator : undefined),
    values: () => [operator],
    in: () => [operator],
    onChange: () => undefined,
  };
}

function from(namespace: string) {
  return {
    apiVersion: 'nats.io/v1alpha1',
    kind: 'NatsAccount',
    metadata: { namespace, name: 'a' },
  };
}

describe('References between resources', () => {
  const reference = { name: 'op', namespace: 'keys' };

  it('mean what is beside the resource unless they say otherwise', () => {
    assert.equal(resolve(view(), from('keys'), { name: 'op' }).metadata.name, 'op');
    assert.throws(() => resolve(view(), from('else'), { name: 'op' }), { reason: 'NoOperator' });
  });

  it('reach into another namespace only where that agrees', () => {
    assert.throws(() => resolve(view(), from('apps'), reference), { reason: 'NotAllowed' });
    assert.throws(() => resolve(view('other'), from('apps'), reference), { reason: 'NotAllowed' });
    assert.ok(resolve(view('apps'), from('apps'), reference));
    assert.ok(resolve(view('*'), from('apps'), reference));
  });

  it('are known to the queue by what they mean', () => {
    assert.equal(
      keyOfReference('NatsOperator', from('apps'), { name: 'op' }),
      'NatsOperator/apps/op',
    );
    assert.equal(keyOfReference('NatsOperator', from('apps'), reference), 'NatsOperator/keys/op');
  });
});
