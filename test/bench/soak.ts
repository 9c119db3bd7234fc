// The soak: everything at once for minutes, connections coming and going, while the server's memory is watched. A leak
// shows as a second half that needs more than the first.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { startServer, type Contender } from './contender.ts';
import { runNatsload, type Natsload } from './natsload.ts';
import { bar, draw } from './progress.ts';

export interface Sample {
  readonly minute: number;
  readonly rssMb: number;
}

export interface SoakReport {
  readonly contender: string;
  readonly minutes: number;
  /** Highest RSS from a tenth to the half of the time: minutes 2–5 of 10. */
  readonly earlyMb: number;
  /** Highest RSS of the second half: minutes 6–10 of 10. */
  readonly lateMb: number;
  readonly ratio: number;
  readonly targetAtMost: number;
  /** Natsload runs that ended well. */
  readonly runs: number;
  readonly failures: readonly string[];
  readonly samples: readonly Sample[];
}

/** Each of these runs again and again, all at the same time, so that connections come and go. */
const traffic: readonly (readonly string[])[] = [
  ['--scenario', 'mixed', '--size', '128', '--subject', 'soak.mixed'],
  ['--scenario', 'churn', '--size', '16', '--subject', 'soak.churn', '--headers'],
  [
    '--scenario',
    'queue',
    '--size',
    '1024',
    '--subject',
    'soak.queue',
    '--pubs',
    '2',
    '--subs',
    '4',
  ],
  ['--scenario', 'unique', '--size', '16', '--subject', 'soak.unique'],
  ['--scenario', 'conns', '--conns', '200'],
];
const sliceSeconds = 15;
const targetAtMost = 1.1;

export async function soak(
  natsload: Natsload,
  contender: Contender,
  minutes: number,
): Promise<SoakReport> {
  const server = await startServer(contender);
  const began = performance.now();
  const minute = () => (performance.now() - began) / 60_000;
  const samples: Sample[] = [];
  const failures: string[] = [];
  let runs = 0;

  const repeat = async (args: readonly string[]) => {
    while (minute() < minutes && failures.length === 0) {
      const seconds = Math.max(0.1, Math.min(sliceSeconds, (minutes - minute()) * 60));
      const where = ['--port', String(server.port), '--seconds', seconds.toFixed(1)];
      await runNatsload(natsload, [...args, ...where]).then(
        () => runs++,
        (error: unknown) => failures.push(`${args[1]!}: ${String(error)}`),
      );
    }
  };
  try {
    const loads = traffic.map(repeat);
    while (minute() < minutes && failures.length === 0) {
      samples.push({ minute: minute(), rssMb: rssMb(server.pid) });
      if (process.stderr.isTTY)
        draw(
          `${bar(minute() / minutes)} ${minute().toFixed(1)} of ${minutes} min, ${samples.at(-1)!.rssMb} MB`,
        );
      await delay(Math.min(1000, minutes * 600)); // A hundred samples of a very short soak, too.
    }
    await Promise.all(loads);
  } finally {
    if (process.stderr.isTTY) draw('');
    await server.stop();
  }
  return {
    contender: contender.label,
    minutes,
    ...judge(samples, minutes),
    targetAtMost,
    runs,
    failures,
    samples,
  };
}

/** Compares the second half with the first, whose first fifth is warm-up. */
export function judge(
  samples: readonly Sample[],
  minutes: number,
): Pick<SoakReport, 'earlyMb' | 'lateMb' | 'ratio'> {
  const highest = (from: number, to: number) =>
    Math.max(
      ...samples
        .filter(({ minute }) => minute >= from * minutes && minute < to * minutes)
        .map(({ rssMb }) => rssMb),
    );
  const [earlyMb, lateMb] = [highest(0.1, 0.5), highest(0.5, 1)];
  return { earlyMb, lateMb, ratio: lateMb / earlyMb };
}

export function formatSoak(report: SoakReport): string {
  const { contender, minutes, earlyMb, lateMb, ratio, runs, failures } = report;
  const at = (share: number) => (share * minutes).toFixed(minutes < 10 ? 1 : 0);
  return [
    `${contender}, ${minutes} min of mixed traffic, ${runs} load runs`,
    `highest RSS, minute ${at(0.1)} to ${at(0.5)}: ${earlyMb.toFixed(1)} MB`,
    `highest RSS, minute ${at(0.5)} to ${at(1)}: ${lateMb.toFixed(1)} MB, ${ratio.toFixed(2)}× (target ≤ ${targetAtMost}×) ${ratio <= targetAtMost ? '✓' : '✗'}`,
    ...failures.map((failure) => `✗ ${failure}`),
    '',
  ].join('\n');
}

function rssMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 102.4) / 10;
}
