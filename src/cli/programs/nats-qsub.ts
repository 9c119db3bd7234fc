import { main } from '../main.ts';
import { natsQsub } from '../nats-sub.ts';

await main(natsQsub);
