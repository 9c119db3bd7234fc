/** Who is whom, by the chart's values: users become Secrets, for a NatsCluster has no passwords in it. */
import { isRecord } from './check.ts';
import { defined } from './defined.ts';
import type { HelmImport } from './imported.ts';
import { OPERATOR_JWT_FILE } from './names.ts';

type Fields = Readonly<Record<string, unknown>>;

export function helmAuth(imported: HelmImport): Fields | undefined {
  const { values, name } = imported;
  const clients = values.record('config.merge.authorization');
  const [user, password] = [
    values.text('config.cluster.routeURLs.user'),
    values.text('config.cluster.routeURLs.password'),
  ];
  const routes = user === undefined || password === undefined ? undefined : { user, password };
  const gateways = values.record('config.gateway.merge.authorization');
  const isMapped = values.isOn('config.nats.tls.merge.verify_and_map');
  const auth = defined<unknown>({
    clientsAuthSecret: authSecret(imported, `${name}-clients-auth`, clients),
    clusterAuthSecret: authSecret(imported, `${name}-cluster-auth`, routes),
    gatewayAuthSecret: authSecret(imported, `${name}-gateway-auth`, gateways),
    tlsVerifyAndMap: isMapped ? true : undefined,
  });
  return Object.keys(auth).length === 0 ? undefined : auth;
}

function authSecret(
  imported: HelmImport,
  secret: string,
  block: Fields | undefined,
): string | undefined {
  if (block === undefined) return undefined;
  const json = JSON.stringify(withLongNames(block), undefined, 2);
  return addSecret(imported, secret, 'auth.json', json);
}

/** nats-server has short names for some, the Secrets of a NatsCluster have not. */
function withLongNames({ user, pass, users, ...block }: Fields): Fields {
  return defined<unknown>({
    ...block,
    username: user ?? block['username'],
    password: pass ?? block['password'],
    users: Array.isArray(users)
      ? users.map((each) => (isRecord(each) ? withLongNames(each) : (each as unknown)))
      : users,
  });
}

/** The chart leaves all of it but the directory to `merge`. */
export function helmOperator(imported: HelmImport): Fields | undefined {
  const { values, name, differences } = imported;
  const operator = values.text('config.merge.operator');
  const isKept = values.isOn('config.resolver.enabled');
  const elsewhere = values.text('config.merge.resolver');
  const storage = {
    size: values.text('config.resolver.pvc.size') ?? '1Gi',
    storageClassName: values.text('config.resolver.pvc.storageClassName'),
  };
  const isStored = values.isOn('config.resolver.pvc.enabled', true);
  const preload = values.record('config.merge.resolver_preload');
  const systemAccount = values.text('config.merge.system_account');
  const type = values.text('config.resolver.merge.type');
  values.ignore('config.resolver.merge.allow_delete', 'config.resolver.merge.interval');
  if (operator === undefined && !isKept) return undefined;
  if (isKept && type !== undefined && type.toLowerCase() !== 'full') {
    const text = `${type} becomes full: each server keeps all accounts`;
    differences.push({ path: 'config.resolver.merge.type', text });
  }
  return defined({
    secret: operatorSecret(imported, `${name}-operator-jwt`, operator),
    systemAccount,
    resolver: isKept ? 'FULL' : elsewhere,
    resolverPreload: preload,
    resolverStorage: isKept && isStored ? defined(storage) : undefined,
  });
}

function operatorSecret(
  imported: HelmImport,
  secret: string,
  operator: string | undefined,
): string | undefined {
  if (operator?.startsWith('eyJ') === true)
    return addSecret(imported, secret, OPERATOR_JWT_FILE, operator);
  const text = `put the JWT of the operator into the Secret ${secret} as ${OPERATOR_JWT_FILE}`;
  imported.differences.push({ path: 'config.merge.operator', text, isToDo: true });
  return secret;
}

function addSecret(
  { secrets, namespace }: HelmImport,
  name: string,
  key: string,
  value: string,
): string {
  secrets.push({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    type: 'Opaque',
    data: { [key]: Buffer.from(value).toString('base64') },
  });
  return name;
}
