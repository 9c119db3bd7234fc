/** What nats-server tells of the runtime of Go, as far as there is something like it here. */

/** The answer of PROFILEZ: profiles are pprof's, of which there are none. */
export function profilez(name: string): object {
  const error =
    name === '' ? 'Profile name not specified' : `Profile ${JSON.stringify(name)} not found`;
  return { profile: null, error };
}

/** The answer of EXPVARZ: the memory of the process, under Go's names. Its command line may hold secrets. */
export function expvarz(): object {
  const { rss, heapTotal, heapUsed } = process.memoryUsage();
  return {
    memstats: { Alloc: heapUsed, Sys: rss, HeapAlloc: heapUsed, HeapSys: heapTotal },
    cmdline: [],
  };
}
