// All that a deployment must do, by name.
import {
  accountsAreApart,
  servicesAreImported,
  streamsAreImported,
  systemAccountSpansAll,
} from './accounts.ts';
import { clientsLearnOfAll, meshFromOneSeed } from './discovery.ts';
import { killAndReturn, killClusterAndReturn, lameDuck, rollingRestart } from './faults.ts';
import { allHearAll, contentsComeWhole, interestEnds, limitedInterest } from './interest.ts';
import { everyMemberIsChosen, membersComeAndGo, oneMemberEach } from './queue-groups.ts';
import { answersComeBack, firstRequestIsAnswered, servicesInGroups } from './requests.ts';
import type { Scenario } from './stage.ts';

/** Between any servers, however they are connected. */
const everywhere: readonly Scenario[] = [
  { name: 'servers find all that there are', run: meshFromOneSeed },
  { name: 'all hear all, once and in order', run: allHearAll },
  { name: 'interest ends with the last that has it', run: interestEnds },
  { name: 'a limited subscription gets its number', run: limitedInterest },
  { name: 'headers and payloads come whole', run: contentsComeWhole },
  { name: 'one member of each queue group gets a message', run: oneMemberEach },
  { name: 'members of a queue group come and go', run: membersComeAndGo },
  { name: 'requests are answered', run: answersComeBack },
  { name: 'the first request of a client is answered', run: firstRequestIsAnswered },
  { name: 'a service on all servers answers until the last is gone', run: servicesInGroups },
  { name: 'accounts are apart', run: accountsAreApart },
  { name: 'the system account spans all servers', run: systemAccountSpansAll },
];

/** Where all servers have all accounts. */
const withAllAccounts: readonly Scenario[] = [
  { name: 'clients learn of all servers of their cluster', run: clientsLearnOfAll },
  { name: 'streams are imported', run: streamsAreImported },
  { name: 'services are imported', run: servicesAreImported },
];

/** What ends servers comes last: it takes the longest. */
const faults: readonly Scenario[] = [
  { name: 'a killed server is missed by its clients alone, and comes back', run: killAndReturn },
  { name: 'a rolling restart loses nothing outside its windows', run: rollingRestart },
];

const lameDucks: Scenario = { name: 'clients of a lame duck go to others', run: lameDuck };
const killedCluster: Scenario = {
  name: 'a killed cluster is missed by its clients alone, and comes back',
  run: killClusterAndReturn,
};

export interface Scenarios {
  readonly peaceful: readonly Scenario[];
  readonly faults: readonly Scenario[];
}

export const ofClusters: Scenarios = {
  peaceful: [
    ...everywhere,
    ...withAllAccounts,
    { name: 'each server chooses each member of a queue group', run: everyMemberIsChosen },
  ],
  faults: [...faults, lameDucks],
};

export const ofSuperclusters: Scenarios = {
  peaceful: [...everywhere, ...withAllAccounts],
  faults: [...faults, lameDucks, killedCluster],
};

export const ofLeafnodes: Scenarios = { peaceful: everywhere, faults };
