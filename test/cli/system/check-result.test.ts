import assert from 'node:assert/strict';
import { CheckResult, judge } from '../../../src/cli/system/check-result.ts';

describe('the result of a check', () => {
  const look = { namespace: 'nats_server_check', isAscii: false };
  function result() {
    const made = new CheckResult('server', 'n1');
    made.critical('CPU 99.00');
    made.warning('Connections 2.00');
    made.ok('Up 1m37s');
    const times = { name: 'uptime', value: 97.239, warning: 1, critical: 0, unit: 's' } as const;
    made.measured({ ...times, help: 'NATS Server uptime in seconds' });
    const cpu = { name: 'cpu', value: 99, warning: 80, critical: 95, unit: '%' } as const;
    made.measured({ ...cpu, help: 'NATS Server CPU usage in percentage' });
    const many = { name: 'connections', value: 2, warning: 0, critical: 5, unit: '' } as const;
    made.measured({ ...many, help: 'Active connections' });
    return made;
  }

  it('is a line for nagios', () => {
    assert.equal(
      result().render('nagios', look),
      'CRITICAL n1 Crit:CPU 99.00 Warn:Connections 2.00 OK:Up 1m37s | ' +
        'uptime=97.2390s;1.0000 cpu=99%;80;95 connections=2;;5\n',
    );
  });

  it('is JSON', () => {
    const { perf_data: data, ...rest } = JSON.parse(result().render('json', look)) as {
      perf_data: object[];
    };
    assert.deepEqual(rest, {
      status: 'CRITICAL',
      check_suite: 'server',
      check_name: 'n1',
      warning: ['Connections 2.00'],
      critical: ['CPU 99.00'],
      ok: ['Up 1m37s'],
    });
    assert.deepEqual(data[2], { name: 'connections', value: 2, warning: 0, critical: 5 });
  });

  it('is metrics for prometheus, by name', () => {
    const text = result().render('prometheus', look);
    assert.deepEqual(
      text.split('\n').filter((line) => /^[a-z]/.test(line)),
      [
        'nats_server_check_server_connections{item="n1"} 2',
        'nats_server_check_server_cpu{item="n1"} 99',
        'nats_server_check_server_status_code{item="n1",status="CRITICAL"} 2',
        'nats_server_check_server_uptime{item="n1"} 97.239',
      ],
    );
    assert.match(
      text,
      /^# HELP nats_server_check_server_cpu NATS Server CPU usage in percentage$/m,
    );
    assert.match(text, /^# TYPE nats_server_check_server_cpu gauge$/m);
  });

  it('is a text with tables', () => {
    const text = result().render('text', look);
    assert.match(text, /^n1: CRITICAL\n\nStatus Detail\n\n╭/);
    assert.match(text, /│ Critical │ CPU 99\.00/);
    assert.match(text, /Check Metrics\n\n╭/);
  });

  it('exits as its status says, but for prometheus', () => {
    const ok = new CheckResult('x', 'x');
    assert.deepEqual([ok.status, ok.exitCode('nagios')], ['UNKNOWN', 3]);
    ok.ok('fine');
    assert.equal(ok.exitCode('json'), 0);
    ok.warning('hm');
    assert.equal(ok.exitCode('text'), 1);
    assert.deepEqual([result().exitCode('nagios'), result().exitCode('prometheus')], [2, 0]);
  });

  describe('of a value and its thresholds', () => {
    for (const [value, warning, critical, low, status] of [
      [5, 0, 0, 'never', 'UNKNOWN'],
      [5, 10, 20, 'never', 'OK'],
      [10, 10, 20, 'never', 'WARNING'],
      [20, 10, 20, 'never', 'CRITICAL'],
      [5, 20, 10, 'never', 'CRITICAL'],
      [5, 20, 10, 'if critical is lower', 'CRITICAL'],
      [15, 20, 10, 'if critical is lower', 'WARNING'],
      [25, 20, 10, 'if critical is lower', 'OK'],
      [5, 0, 20, 'never', 'OK'],
      [20, 0, 20, 'never', 'CRITICAL'],
      [25, 20, 0, 'never', 'WARNING'],
    ] as const) {
      it(`${value} is ${status} between ${warning} and ${critical} (${low})`, () => {
        const made = new CheckResult('x', 'x');
        judge(made, { what: 'CPU', value, warning, critical }, low);
        assert.equal(made.status, status);
      });
    }
  });
});
