export const text = `contexts: where and as whom to connect

A context is a name for an address and credentials. They are those of the nats
command line: files in ~/.config/nats/context, readable for you alone.

  $ natsx context add prod --server nats://a:4222,nats://b:4222 \\
      --creds ~/prod.creds --description "Production"
  $ natsx context select prod
  $ natsx context ls
  $ natsx pub orders.new coffee
  $ natsx ping --context sys

What is said where one connects, the first that says it counts:

  1  a flag                     --server, --creds, --user ...
  2  a variable                 NATS_URL, NATS_CREDS, NATS_USER ...
  3  the context of --context, or of NATS_CONTEXT
  4  the context of the project: its name in .natsx/context, in this folder
     or one above it
  5  the selected context
  6  nats://127.0.0.1:4222, as nobody

Who gives --user, --creds, --nkey, --token or --jwt is not also whom the context
says. --no-context leaves all contexts aside.

Secrets need not stand in the context:

  --password env://NAME               in a variable
  --creds nsc://ACME/ORDERS/app       of a user of nsc
  --creds op://vault/item/field       in 1Password
  --creds file:///run/secrets/creds   in a file

Does it work? Which one is used, and why?

  $ natsx context validate prod
  $ natsx context show
  $ natsx rtt --context prod

SEE ALSO
  natsx context --help, natsx help environment
`;
