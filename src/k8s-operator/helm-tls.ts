/** The certificates of the chart's values. */
import { defined } from './defined.ts';
import type { HelmImport } from './imported.ts';
import type { CertificateField } from './names.ts';

const KINDS: readonly (readonly [helm: string, field: CertificateField, timeout: string])[] = [
  ['nats', 'serverSecret', 'clientsTLSTimeout'],
  ['cluster', 'routesSecret', 'routesTLSTimeout'],
  ['gateway', 'gatewaySecret', 'gatewaysTLSTimeout'],
  ['leafnodes', 'leafnodeSecret', 'leafnodesTLSTimeout'],
  ['websocket', 'websocketSecret', 'websocketTLSTimeout'],
];

export function helmTls(imported: HelmImport): Readonly<Record<string, unknown>> | undefined {
  const { values } = imported;
  const tls = defined<unknown>({
    ...Object.fromEntries(KINDS.flatMap((kind) => Object.entries(certificate(imported, ...kind)))),
    enableHttps: values.isOn('config.monitor.tls.enabled') ? true : undefined,
    verify: values.isOn('config.nats.tls.merge.verify') ? true : undefined,
  });
  return Object.keys(tls).length === 0 ? undefined : tls;
}

function certificate(
  imported: HelmImport,
  helm: string,
  field: CertificateField,
  timeout: string,
): Readonly<Record<string, unknown>> {
  const { values } = imported;
  const path = `config.${helm}.tls`;
  const secret = values.text(`${path}.secretName`);
  const [certificate = 'tls.crt', key = 'tls.key'] = [
    values.text(`${path}.cert`),
    values.text(`${path}.key`),
  ];
  const seconds = values.number(`${path}.merge.timeout`);
  if (!values.isOn(`${path}.enabled`) || secret === undefined) return {};
  return {
    [field]: secret,
    [`${field}CAFileName`]: authority(imported, path, secret),
    [`${field}CertFileName`]: certificate,
    [`${field}KeyFileName`]: key,
    [timeout]: seconds,
  };
}

/** The file with the certificate of the authority, which a NatsCluster has in the Secret of the certificate. */
function authority({ values, differences }: HelmImport, path: string, secret: string): string {
  const key = values.text('tlsCA.key') ?? 'ca.crt';
  const from = values.text('tlsCA.secretName');
  const map = values.text('tlsCA.configMapName');
  const isOn = values.isOn('tlsCA.enabled');
  if (isOn && from === secret) return key;
  const other = isOn ? (from ?? map) : undefined;
  const text =
    other === undefined
      ? `the Secret ${secret} must have ${key}, too, as those of cert-manager have`
      : `put ${key} of ${other} into the Secret ${secret}, where a NatsCluster looks for it`;
  differences.push({ path, text, ...(other === undefined ? {} : { isToDo: true as const }) });
  return key;
}
