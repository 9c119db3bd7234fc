// One configuration text for both: natsx in this process, and a Go nats-server.
import { parseConf } from '../../src/conf/parser.ts';
import { optionsFromConf } from '../../src/server/options/from-conf.ts';
import { Server, type StartOptions } from '../../src/server/server.ts';

/** What a file with this text says. Throws when something is wrong with it. */
export function optionsOfText(text: string): StartOptions {
  const readFile = (path: string): string => {
    throw new Error(`no file is read here: ${path}`);
  };
  const { given, errors } = optionsFromConf(
    parseConf(text, 'test.conf', { readFile, env: {} }),
    readFile,
  );
  if (errors.length > 0) throw new Error(errors.map((error) => error.text).join('\n'));
  return given;
}

/** natsx on a free port of 127.0.0.1. */
export async function startOwn(text: string): Promise<Server> {
  return Server.start({ ...optionsOfText(text), host: '127.0.0.1', port: 0 });
}
