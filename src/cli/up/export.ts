/** `natsx up --export`: what would run here, to run elsewhere. */
import { resolve } from 'node:path';
import { exportDeployment, exportedPorts } from '../../up/export.ts';
import { linkPasswordOf } from '../../up/files.ts';
import { identitiesOf } from '../../up/identities.ts';
import { layOut } from '../../up/layout.ts';
import type { Place } from '../../up/place.ts';
import { USUAL_PORT } from '../../up/ports.ts';
import { expandHome } from '../expand-home.ts';
import type { Surroundings } from '../surroundings.ts';
import type { UpRequest } from './flags.ts';
import { saying } from './progress.ts';

/** Starts nothing, and does not mind a deployment that runs. */
export async function exportTo(
  folder: string,
  { topology, port, hosts, isJson }: UpRequest,
  place: Place,
  io: Surroundings,
): Promise<number> {
  const say = saying(io);
  const first = port === undefined || port === 0 ? USUAL_PORT : port;
  const layout = layOut(place.name, topology, { portOf: exportedPorts(first, hosts), hosts });
  const identities = await identitiesOf(place, [], () => io.now());
  if (identities.made.length > 0) await say(`made ${identities.made.join(', ')}`);
  const path = resolve(io.currentDirectory, expandHome(folder) ?? folder);
  const linkPassword = await linkPasswordOf(place);
  const files = await exportDeployment(path, { layout, identities, linkPassword });
  if (isJson) {
    await io.stdout.write(`${JSON.stringify({ folder: path, files }, undefined, 2)}\n`);
  } else {
    await io.stdout.write(files.map((file) => `${file}\n`).join(''));
    await say(`wrote ${files.length} files to ${path}; its README.md says how to run them`);
  }
  return 0;
}
