/** Versions of nats-server as tags of its image have them: `2.14.2`, `v2.14.2-alpine`. */

/** The tag of the image: nats-operator took a leading v away, too. */
export function imageTag(version: string): string {
  return version.replace(/^v(?=\d)/, '');
}

/** What a label can hold of a version. */
export function versionLabel(version: string): string {
  return imageTag(version).replace(/@.*$/, '');
}

/** Whether it is `major.minor` or later. A tag that is no version, such as `nightly`, stands for the newest. */
export function isAtLeast(version: string, major: number, minor: number): boolean {
  const found = /^v?(\d+)\.(\d+)/.exec(version);
  if (found === null) return true;
  const [given, part] = [Number(found[1]), Number(found[2])];
  return given > major || (given === major && part >= minor);
}
