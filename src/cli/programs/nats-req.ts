import { main } from '../main.ts';
import { natsReq } from '../nats-req.ts';

await main(natsReq);
