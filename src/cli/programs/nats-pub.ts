import { main } from '../main.ts';
import { natsPub } from '../nats-pub.ts';

await main(natsPub);
