import assert from 'node:assert/strict';
import { ResourceError } from '../../src/k8s-operator/check.ts';
import { renderCluster } from '../../src/k8s-operator/render.ts';
import { clusterOf } from '../support/k8s-clusters.ts';

const OPERATOR = { secret: 'op', resolver: 'URL(http://a/b/)' };
const SYSTEM = 'ADWJVSUSEVC2GHL5GRATN2LOEOQOY2E6Z2VXNU3JEIK6BDGPWNIW3AXF';
const GATEWAY = { hostPort: 7222 };

describe('clusterProblems', () => {
  const refused: [string, object, string, RegExp][] = [
    ['a server too old', { version: '2.1.9' }, 'spec.version', /2\.2 or later/],
    [
      'a lame duck too short',
      { lameDuckDurationSeconds: 29 },
      'spec.lameDuckDurationSeconds',
      /at least 30/,
    ],
    ['a tag in the image', { serverImage: 'nats:2' }, 'spec.serverImage', /an example is nats/],
    [
      'files without a Secret',
      { tls: { serverSecretKeyFileName: 'a' } },
      'spec.tls.serverSecretKeyFileName',
      /without spec\.tls\.serverSecret/,
    ],
    [
      'HTTPS without a certificate',
      { tls: { enableHttps: true } },
      'spec.tls.enableHttps',
      /spec\.tls\.serverSecret/,
    ],
    [
      'ciphers without a certificate',
      { tls: { cipherSuites: ['TLS_AES_128_GCM_SHA256'] } },
      'spec.tls.cipherSuites',
      /serverSecret/,
    ],
    [
      'a cipher that is none',
      { tls: { serverSecret: 's', cipherSuites: ['ASDF'] } },
      'spec.tls.cipherSuites[0]',
      /one of/,
    ],
    [
      'a timeout of routes without their certificate',
      { tls: { routesTLSTimeout: 1 } },
      'spec.tls.routesTLSTimeout',
      /routesSecret/,
    ],
    [
      'certificates of gateways without gateways',
      { tls: { gatewaySecret: 'a' } },
      'spec.tls.gatewaySecret',
      /spec\.gatewayConfig;/,
    ],
    [
      'certificates of leafnodes without their port',
      { leafnodeConfig: {}, tls: { leafnodeSecret: 'a' } },
      'spec.tls.leafnodeSecret',
      /spec\.leafnodeConfig\.hostPort/,
    ],
    [
      'certificates of websockets without them',
      { tls: { websocketSecret: 'a' } },
      'spec.tls.websocketSecret',
      /spec\.websocketConfig/,
    ],
    [
      'mapped certificates without any',
      { auth: { tlsVerifyAndMap: true } },
      'spec.auth.tlsVerifyAndMap',
      /serverSecret/,
    ],
    [
      'two ways to know clients',
      { auth: { clientsAuthFile: 'a', clientsAuthSecret: 'b' } },
      'spec.auth.clientsAuthFile',
      /clientsAuthSecret takes its place/,
    ],
    [
      'users beside an operator',
      { auth: { clientsAuthFile: 'a' }, operatorConfig: OPERATOR },
      'spec.auth.clientsAuthFile',
      /no other users/,
    ],
    [
      'a file outside of the configuration',
      { auth: { clientsAuthFile: '/etc/passwd' } },
      'spec.auth.clientsAuthFile',
      /below \/etc\/nats-config/,
    ],
    [
      'a file above the configuration',
      { auth: { clientsAuthFile: '../users' } },
      'spec.auth.clientsAuthFile',
      /below/,
    ],
    [
      'passwords of gateways without gateways',
      { auth: { gatewayAuthSecret: 'a' } },
      'spec.auth.gatewayAuthSecret',
      /spec\.gatewayConfig/,
    ],
    [
      'a gateway without a port',
      { gatewayConfig: {} },
      'spec.gatewayConfig.hostPort',
      /is missing/,
    ],
    [
      'a port that is taken',
      { gatewayConfig: { hostPort: 6222 } },
      'spec.gatewayConfig.hostPort',
      /6222 is the port of routes/,
    ],
    [
      'a port for two',
      { gatewayConfig: GATEWAY, leafnodeConfig: { hostPort: 7222 } },
      'spec.leafnodeConfig.hostPort',
      /7222 is the port of gateways/,
    ],
    [
      'a route to two places',
      { extraRoutes: [{ cluster: 'a', route: 'nats://b:1' }] },
      'spec.extraRoutes[0].cluster',
      /route takes its place/,
    ],
    ['a route to nowhere', { extraRoutes: [{}] }, 'spec.extraRoutes[0]', /write cluster or route/],
    [
      'a leafnode to nowhere',
      { leafnodeConfig: { remotes: [{}] } },
      'spec.leafnodeConfig.remotes[0]',
      /write url or urls/,
    ],
    [
      'an operator without a JWT',
      { operatorConfig: { resolver: 'MEMORY' } },
      'spec.operatorConfig.secret',
      /is missing/,
    ],
    [
      'an operator without a resolver',
      { operatorConfig: { secret: 'a' } },
      'spec.operatorConfig.resolver',
      /is missing/,
    ],
    [
      'a resolver that is none',
      { operatorConfig: { secret: 'a', resolver: 'CACHE' } },
      'spec.operatorConfig.resolver',
      /an example is URL/,
    ],
    [
      'two operators',
      { operatorConfig: { operator: 'a', secret: 'b' } },
      'spec.operatorConfig.secret',
      /operator takes its place/,
    ],
    [
      'a system account that no server finds',
      { operatorConfig: { secret: 'a', resolver: 'MEMORY', systemAccount: SYSTEM } },
      'spec.operatorConfig.resolverPreload',
      /lacks the system account/,
    ],
    [
      'kept accounts without a system account',
      { operatorConfig: { secret: 'a', resolver: 'FULL' } },
      'spec.operatorConfig.systemAccount',
      /is missing/,
    ],
    [
      'storage for nothing',
      { operatorConfig: { ...OPERATOR, resolverStorage: { size: 1 } } },
      'spec.operatorConfig.resolverStorage',
      /resolver: FULL/,
    ],
    [
      'an operator that nobody knows',
      { operatorConfig: { operator: 'a' } },
      'spec.operatorConfig.operator',
      /there is no NatsOperator a/,
    ],
    [
      'a Secret that is not there',
      { auth: { clientsAuthSecret: 'a' } },
      'spec.auth.clientsAuthSecret',
      /there is no Secret a/,
    ],
    [
      'service accounts without an API server',
      { auth: { enableServiceAccounts: true } },
      'spec.auth.enableServiceAccounts',
      /natsx k8s operator/,
    ],
    [
      'a reserved label',
      { pod: { labels: { app: 'x' } } },
      'spec.pod.labels.app',
      /reserved label/,
    ],
    [
      'another reserved label',
      { template: { metadata: { labels: { nats_cluster: 'x' } } } },
      'spec.template.metadata.labels.nats_cluster',
      /reserved label/,
    ],
    [
      'a closed port that is advertised',
      { pod: { advertiseExternalIP: true, disableGatewaysHostPort: true } },
      'spec.pod.disableGatewaysHostPort',
      /remove one of the two/,
    ],
    [
      'our own variable',
      { pod: { natsEnv: [{ name: 'POD_NAME' }] } },
      'spec.pod.natsEnv[0].name',
      /set by the operator/,
    ],
    [
      'a volume that is not there',
      { pod: { volumeMounts: [{ name: 'a', mountPath: '/a' }] } },
      'spec.pod.volumeMounts[0].name',
      /no such volume/,
    ],
    [
      'an image of the template',
      podOf({ containers: [{ name: 'nats', image: 'x' }] }),
      'spec.template.spec.containers[0].image',
      /spec\.serverImage and spec\.version/,
    ],
    [
      'a command of the template',
      podOf({ containers: [{ name: 'nats', command: [] }] }),
      'spec.template.spec.containers[0].command',
      /args/,
    ],
    [
      'a policy of a container',
      podOf({ containers: [{ name: 'nats', restartPolicy: 'Always' }] }),
      'spec.template.spec.containers[0].restartPolicy',
      /always restarted/,
    ],
    [
      'a server of another name',
      podOf({ containers: [{ name: 'gnatsd' }] }),
      'spec.template.spec.containers[0].name',
      /name it nats/,
    ],
    [
      'a container that is ours',
      podOf({ containers: [{ name: 'nats' }, { name: 'reloader' }] }),
      'spec.template.spec.containers[1].name',
      /a name of the operator/,
    ],
    [
      'an init container that is ours',
      podOf({ initContainers: [{ name: 'bootconfig' }] }),
      'spec.template.spec.initContainers[0].name',
      /a name of the operator/,
    ],
    [
      'a volume that is ours',
      podOf({ volumes: [{ name: 'pid' }] }),
      'spec.template.spec.volumes[0].name',
      /a volume of the operator/,
    ],
    [
      'pods that end',
      podOf({ restartPolicy: 'Never' }),
      'spec.template.spec.restartPolicy',
      /always restarted/,
    ],
    [
      'the name of a host',
      podOf({ hostname: 'a' }),
      'spec.template.spec.hostname',
      /the StatefulSet says it/,
    ],
    ['one node for all', podOf({ nodeName: 'a' }), 'spec.template.spec.nodeName', /nodeSelector/],
  ];
  for (const [name, fields, path, message] of refused) {
    it(`refuses ${name}, and names the field`, () => {
      assert.deepEqual(
        problemsOf({ size: 1, ...fields }).map((each) => each.path),
        [path],
      );
      assert.match(problemsOf({ size: 1, ...fields })[0]!.text, message);
    });
  }

  for (const name of ['1st', 'a.b', 'A', 'a-', 'x'.repeat(53)]) {
    it(`refuses the name ${name}`, () => {
      assert.deepEqual(
        problemsOf({ size: 1 }, name).map((each) => each.path),
        ['metadata.name'],
      );
    });
  }

  it('takes a tag that is no version for a new one', () => {
    assert.deepEqual(problemsOf({ size: 1, version: 'nightly-20261122' }), []);
  });
});

function podOf(spec: object): object {
  return { template: { spec } };
}

function problemsOf(spec: object, name?: string): ResourceError['problems'] {
  try {
    renderCluster(clusterOf(spec, name));
    return [];
  } catch (error) {
    if (error instanceof ResourceError) return error.problems;
    throw error;
  }
}
