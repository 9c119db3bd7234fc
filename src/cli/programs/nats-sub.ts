import { main } from '../main.ts';
import { natsSub } from '../nats-sub.ts';

await main(natsSub);
