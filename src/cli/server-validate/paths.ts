/** Files and directories that a configuration names: are they there, and may they be used? */
import { dirname } from 'node:path';
import type { ServerOptions } from '../../server/options/options.ts';
import { error, type Finding, type ValidateHost } from './findings.ts';

/** Certificates and operators were read when the file was; these are used later. */
export function pathFindings(options: ServerOptions, host: ValidateHost): Finding[] {
  const { logFile, pidFile, portsFileDir, leafnodes, resolver } = options;
  return [
    ...writtenFile('log_file', logFile, host),
    ...writtenFile('pid_file', pidFile, host),
    ...directory('ports_file_dir', portsFileDir, host),
    ...(leafnodes?.remotes ?? []).flatMap(({ credentials }, at) =>
      readFile(`leafnodes.remotes[${at}].credentials`, credentials, host),
    ),
    ...(resolver !== undefined && 'dir' in resolver
      ? directory('resolver.dir', resolver.dir, host)
      : []),
  ];
}

function isSet(path: string | undefined): path is string {
  return path !== undefined && path !== '';
}

function readFile(where: string, path: string | undefined, host: ValidateHost): Finding[] {
  if (!isSet(path)) return [];
  const problem = host.access(path, 'read');
  return problem === undefined ? [] : [error(where, `${path} can't be read: ${problem}`)];
}

function writtenFile(where: string, path: string | undefined, host: ValidateHost): Finding[] {
  if (!isSet(path)) return [];
  const kind = host.pathKind(path);
  if (kind === 'directory') return [error(where, `${path} is a directory`)];
  // A file that is not there yet is made in its directory.
  const problem = host.access(kind === undefined ? dirname(path) : path, 'write');
  return problem === undefined ? [] : [error(where, `${path} can't be written: ${problem}`)];
}

function directory(where: string, path: string | undefined, host: ValidateHost): Finding[] {
  if (!isSet(path)) return [];
  const kind = host.pathKind(path);
  if (kind === undefined) return [error(where, `${path} does not exist`)];
  if (kind !== 'directory') return [error(where, `${path} is not a directory`)];
  const problem = host.access(path, 'write');
  return problem === undefined ? [] : [error(where, `${path} can't be written to: ${problem}`)];
}
