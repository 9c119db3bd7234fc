/** Changing the lists in claims: no entry is there twice, and none is empty. */

/** `list` with `entries` behind it, without those it had. */
export function addTo(list: readonly string[], ...entries: readonly string[]): string[] {
  return Array.from(new Set([...list, ...entries.filter((entry) => entry !== '')]));
}

/** `list` without `entries`. */
export function removeFrom(list: readonly string[], ...entries: readonly string[]): string[] {
  return list.filter((entry) => !entries.includes(entry));
}

/** As addTo, for lists in which case does not count: tags, and the networks a user may come from. */
export function addTags(list: readonly string[], ...tags: readonly string[]): string[] {
  return addTo(list, ...tags.map(normalizeTag));
}

/** As removeFrom, whatever the case of `tags`. */
export function removeTags(list: readonly string[], ...tags: readonly string[]): string[] {
  return removeFrom(list, ...tags.map(normalizeTag));
}

function normalizeTag(tag: string): string {
  return tag.trim().toLowerCase();
}
