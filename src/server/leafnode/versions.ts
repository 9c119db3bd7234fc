/** Whether a server's version is at least `wanted`, both `major.minor.patch`; what can't be read is not. */
export function isAtLeast(version: string, wanted: string): boolean {
  const [has, least] = [partsOf(version), partsOf(wanted)];
  if (has === undefined || least === undefined) return false;
  const at = has.findIndex((part, i) => part !== least[i]);
  return at < 0 || has[at]! > least[at]!;
}

function partsOf(version: string): number[] | undefined {
  const found = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version);
  return found?.slice(1).map(Number);
}
