import { clientCommand } from '../../cli/client-command.ts';
import { clientFlags, timeoutOf } from '../../cli/context-flags.ts';
import { accountInfoText, connectionView } from '../../cli/system/account-info.ts';
import { jsonFlag, printJson, withSession } from '../../cli/system/system-command.ts';
import { askStorage, askUserInfo } from '../../system-client/user-info.ts';

export default clientCommand({
  name: 'account info',
  summary: 'Show who one is, in which account, and at which server',
  examples: ['account info', 'account info --context east', 'account info --json'],
  aliases: ['account nfo', 'a info', 'a nfo'],
  flags: { ...clientFlags, ...jsonFlag },
  run: (line, io) =>
    withSession(line, io, async (session) => {
      const timeoutMs = timeoutOf(line.flags);
      await session.flush(); // What the server sends at first is not measured.
      const start = performance.now();
      await session.flush();
      const rttMs = performance.now() - start;
      const view = {
        user: await askUserInfo(session, timeoutMs),
        storage: await askStorage(session, timeoutMs),
        connection: connectionView(session, rttMs),
      };
      if (line.flags.json) await printJson(io, view);
      else await io.stdout.write(accountInfoText(view));
      return 0;
    }),
});
