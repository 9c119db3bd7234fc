// A story of a company and its operator, told by our nsc alone, by Go's alone, and by both in turns: the stores, keys and
// creds that it leaves are the same, and each tool finds nothing wrong with them and describes them alike.
import assert from 'node:assert/strict';
import { requirePeer } from '../support/peers.ts';
import { asCompared } from './nsc-twins/differences.ts';
import { KeyNames, withKeys } from './nsc-twins/known-keys.ts';
import { normalText } from './nsc-twins/normal-text.ts';
import { Snapshot } from './nsc-twins/snapshot.ts';
import { changesOf } from './nsc-twins/store-state.ts';
import { words } from './nsc-twins/transcript.ts';
import { goNsc, ourNsc, Twin, type Tool } from './nsc-twins/twin.ts';

/** Keys are named where they can be, so that they are the same for all. */
const STORY: readonly string[] = [
  'add operator OP -K OP.nk',
  'import keys --dir .',
  'edit operator --sk OPSK.nk --service-url nats://localhost:4222 --tag prod,eu',
  'add account SYS -k SYS.pub',
  'edit operator --system-account SYS --account-jwt-server-url nats://localhost:4222',
  'add user --account SYS sys -k sys.pub',
  'add account ACME -k ACME.pub --allow-pub "acme.>" --allow-sub "acme.>,_INBOX.>"',
  'edit account ACME --description "makes everything" --info-url https://acme.example',
  'edit account ACME --conns 100 --leaf-conns 5 --payload 1MiB --data 1GiB --subscriptions 5k',
  'edit account ACME --exports 20 --imports 20',
  'edit account ACME --js-mem-storage 1GiB --js-disk-storage 10GiB --js-streams 10 --js-consumer 100 --js-max-ack-pending 1k --js-max-mem-stream 1MiB --js-max-disk-stream 1GiB',
  'edit account ACME --tag important --sk ACMESK.nk --expiry 2040-01-01',
  'edit account ACME --trace-context-subject trace.acme --trace-context-sampling 50',
  'edit signing-key --account ACME --sk READER.nk --role reader --description "reads only" --allow-sub "acme.news.>" --deny-pub ">" --subs 100 --data -1 --payload -1',
  'edit signing-key --account ACME --sk reader --source-network 10.0.0.0/8 --conn-type STANDARD,WEBSOCKET --time 06:00:00-22:00:00 --locale Europe/Berlin',
  'add user --account ACME alice -k alice.pub',
  'edit user --account ACME alice --allow-pub "acme.orders.>" --allow-sub "acme.replies.> workers" --deny-sub "acme.secret"',
  'edit user --account ACME alice --data 1k --payload 2k --subs 50 --tag dev,berlin',
  'edit user --account ACME alice --source-network 192.168.0.0/16,10.1.0.0/16 --expiry 2039-06-30',
  'edit user --account ACME alice --time 08:00:00-12:00:00 --time 13:00:00-17:00:00',
  'edit user --account ACME alice --conn-type MQTT,standard',
  'edit user --account ACME alice --allow-pub-response=3 --response-ttl 5s',
  'edit user --account ACME alice --rm-time 13:00:00 --rm-conn-type MQTT --rm-tag berlin',
  'edit user --account ACME alice --rm-source-network 10.1.0.0/16',
  'add user --account ACME bob -k bob.pub -K reader',
  'add user --account ACME carl -k carl.pub -K ACMESK.nk --bearer --tag guest',
  'add account BETA -k BETA.pub',
  'edit account BETA --disallow-bearer=false --js-tier 1 --js-disk-storage 5g --js-mem-storage 1g --js-streams 1 --js-consumer 1 --js-max-ack-pending 1 --js-max-mem-stream 1 --js-max-disk-stream 1',
  'edit account BETA --js-tier 3 --js-disk-storage 5g --js-mem-storage 1g --js-streams 2 --js-consumer 2 --js-max-ack-pending 2 --js-max-mem-stream 2 --js-max-disk-stream 2',
  'edit account BETA --rm-js-tier 1',
  'add user --account BETA dora -k dora.pub',
  'add export --account ACME --name news --subject "acme.news.>"',
  'add export --account ACME --name orders --subject "acme.order.*" --service --response-type Stream --response-threshold 2s',
  'add export --account ACME --name rates --subject "acme.rate.*" --service --private --latency acme.latency --sampling 20',
  'add export --account ACME --name feed --subject "acme.feed.*.>" --account-token-position 3',
  'edit export --account ACME --subject "acme.news.>" --description "what is new" --info-url https://acme.example/news',
  'edit export --account ACME --subject "acme.order.*" --response-type Chunked',
  'add import --account BETA --src-account @ACME --remote-subject "acme.news.>" --local-subject "partners.acme.>" --name news',
  'add import --account BETA --src-account @ACME --remote-subject "acme.order.new" --service --share --name order',
  'generate activation --account ACME --subject "acme.rate.*" --target-account @BETA --output-file rate.jwt',
  'add import --account BETA --token rate.jwt --name rates',
  'add export --account BETA --subject gone.>',
  'delete export --account BETA --subject gone.>',
  'add import --account ACME --src-account @BETA --remote-subject x.y --name gone',
  'delete import --account ACME --subject x.y',
  'add mapping --account ACME --from acme.in --to acme.in.v1 --weight 70',
  'add mapping --account ACME --from acme.in --to acme.in.v2 --weight 30',
  'add mapping --account ACME --from "acme.old.*" --to "acme.new.{{wildcard(1)}}"',
  'add mapping --account ACME --from acme.tmp --to acme.gone',
  'delete mapping --account ACME --from acme.tmp',
  'revocations add-user --account ACME --name carl --at 1700000000',
  'revocations add-user --account ACME --user-public-key @nobody --at 1700000000',
  'revocations add_user --account ACME --user-public-key "*" --at 1600000000',
  'revocations delete-user --account ACME --user-public-key @nobody',
  'revocations add-activation --account ACME --subject "acme.rate.*" --service --target-account @SYS --at 1700000000',
  'revocations add-activation --account ACME --subject "acme.rate.*" --service --target-account @STRAY --at 1700000000',
  'revocations delete_activation --account ACME --subject "acme.rate.*" --service --target-account @STRAY',
  'add account GONE -k NEW.pub',
  'add user --account GONE nobody -k nobody.pub',
  'delete user --account GONE nobody --rm-creds',
  'delete account GONE --revoke=false',
  'generate creds --account ACME --name alice --output-file alice.creds',
  'describe account ACME --raw --output-file acme.jwt',
  'import account --file acme.jwt --overwrite',
  'edit operator --rm-tag eu --service-url tls://other:4222',
  'edit account ACME --rm-sk @ACMESK --sk @STRAY',
  'delete user --account ACME carl --rm-nkey --rm-creds',
  'edit account BETA --description partner',
  'select account ACME',
  'env --account BETA',
];

/** What each tool is asked about each store at the end. */
const QUESTIONS = [
  'validate --all-accounts',
  'describe operator --json',
  'describe account ACME --json',
  'describe account BETA --json',
  'describe user --account ACME alice',
  'describe user --account ACME bob',
  'list users --account ACME',
  'list keys --all',
];

describe('A story told by our nsc and Go nsc', function () {
  this.timeout(60_000);
  let theirs: Tool;
  before(function () {
    theirs = goNsc(requirePeer(this, 'nsc').path);
  });

  const tellers: Readonly<Record<string, (step: number) => boolean>> = {
    'our nsc': () => true,
    'our nsc at odd steps, Go nsc at even ones': (step) => step % 2 === 1,
    'Go nsc at odd steps, our nsc at even ones': (step) => step % 2 === 0,
  };

  it(`of ${STORY.length} commands ends alike, whoever tells it`, async () => {
    const now = new Date();
    const wanted = await tell(() => theirs, now);
    assert.match(wanted.answers[0]!.join('\n'), /No issues found/);
    for (const [teller, isOurs] of Object.entries(tellers)) {
      const told = await tell((step) => (isOurs(step) ? ourNsc : theirs), now);
      assert.deepEqual(told.state, wanted.state, `told by ${teller}`);
      assert.deepEqual(told.answers, wanted.answers, `told by ${teller}`);
    }
  });

  async function tell(toolOf: (step: number) => Tool, now: Date): Promise<Told> {
    using twin = await Twin.make([], now);
    const start = Snapshot.of(twin.home);
    for (const [step, line] of STORY.entries()) {
      const { code, text } = await toolOf(step)(words(withKeys(line)), twin.home, now);
      assert.equal(code, 0, `step ${step}: nsc ${line}\n${text}`);
    }
    const changes = changesOf(start, Snapshot.of(twin.home), new KeyNames(), now);
    const state = asCompared({ answers: [], changes }).changes;
    const answers = [];
    for (const question of QUESTIONS) {
      const [ours, go] = [
        await ask(ourNsc, twin, question, now),
        await ask(theirs, twin, question, now),
      ];
      assert.deepEqual(ours, go, `nsc ${question}`);
      // The claims themselves are in the state.
      if (!question.endsWith('--json')) answers.push(go);
    }
    return { state: state.map((line) => line.replaceAll(twin.home, '~')), answers };
  }
});

interface Told {
  readonly state: readonly string[];
  readonly answers: readonly (readonly string[])[];
}

async function ask(
  tool: Tool,
  { home }: Twin,
  question: string,
  now: Date,
): Promise<readonly string[]> {
  const { code, text } = await tool(words(question), home, now);
  const answer = {
    code: Math.min(code, 1),
    text: normalText(text, { home, names: new KeyNames(), now }),
  };
  return asCompared({ answers: [answer], changes: [] }).answers[0]!.text;
}
