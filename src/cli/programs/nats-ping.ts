import { main } from '../main.ts';
import { natsPing } from '../system/ping.ts';

await main(natsPing);
