import assert from 'node:assert/strict';
import { Metrics } from '../../../src/k8s-operator/controller/metrics.ts';

describe('Metrics of the operator', () => {
  it('are counted by their labels, and written for Prometheus', () => {
    const metrics = new Metrics();
    const labels = { kind: 'NatsUser', result: 'success' };
    metrics.add('natsx_operator_reconciles_total', labels);
    metrics.add('natsx_operator_reconciles_total', labels);
    metrics.add('natsx_operator_reconciles_total', { kind: 'NatsUser', result: 'failure' });
    metrics.set('natsx_operator_leader', 1);
    metrics.set('natsx_operator_leader', 0);
    const text = metrics.render();
    assert.match(
      text,
      /^# HELP natsx_operator_reconciles_total .+\n# TYPE natsx_operator_reconciles_total counter\nnatsx_operator_reconciles_total\{kind="NatsUser",result="success"\} 2\nnatsx_operator_reconciles_total\{kind="NatsUser",result="failure"\} 1$/m,
    );
    assert.match(text, /^natsx_operator_leader 0$/m);
    assert.ok(text.endsWith('\n'));
  });
});
