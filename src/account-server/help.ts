/** What `/jwt/v1/help` says. */
export const HELP = `
# HTTP API of the account server

All paths are also served under /jwt/v2. Answers to what goes wrong are one line of text.

## GET /jwt/v1/help

This page.

## GET /jwt/v1/operator

The JWT of the operator whose accounts are kept here; 404 if the server has none.

  * text=true - as text/plain
  * decode=true - header and claims, for people

## GET /jwt/v1/accounts

Empty: nats-server asks at its start whether somebody is there.

  * list=true - keys, names and times of all accounts as JSON

## GET /jwt/v1/accounts/<pubkey>

The JWT of an account, as application/jwt, with its JTI as ETag and cache control by its expiry; 304 for who has it
already (If-None-Match), 404 if there is none.

  * text=true - as text/plain
  * decode=true - header and claims, for people
  * check=true - 404 if it has expired
  * notify=true - tell the servers of it once more

## POST /jwt/v1/accounts/<pubkey>

Stores the JWT in the body. It must be about <pubkey> and signed by the operator; where a signing service is set up, it
may be signed by the account itself, and 202 says that signing takes longer. 400 says what is wrong with it, 500 that it
could not be stored or the servers not told.

## DELETE /jwt/v1/accounts/<pubkey>

Puts an account aside, where the server allows it. The body is a JWT that the operator signs about itself, whose
\`nats.accounts\` lists <pubkey>, as nsc writes it to delete accounts from resolvers.

## GET /jwt/v1/pack

All JWTs that have not expired, a line <pubkey>|<jwt> each.

  * max=N - at most so many

## POST /jwt/v1/activations

Stores the activation token in the body. The account that issued it must be known here.

## GET /jwt/v1/activations/<hash>

An activation token by its hash: SHA-256 in base32 over <issuer>.<subject>.<exported subject up to its first wildcard>,
"_" if that is where it starts. Takes text, decode, check and notify as accounts do.

## GET /healthz, GET /metrics

That the server is there; and numbers for Prometheus.
`;
