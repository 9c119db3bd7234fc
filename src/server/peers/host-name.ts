/** Whether `name` in a certificate is for `host`. A star stands for the first label alone, and for a whole one (RFC 6125, 6.4.3). */
export function isNameOfHost(name: string, host: string): boolean {
  const labels = name.toLowerCase().split('.');
  const labelsOfHost = host.toLowerCase().split('.');
  return (
    labels.length === labelsOfHost.length &&
    labels.every((label, at) => label === labelsOfHost[at] || (at === 0 && label === '*'))
  );
}
