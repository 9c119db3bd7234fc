import { main } from '../main.ts';
import { natsRply } from '../nats-rply.ts';

await main(natsRply);
