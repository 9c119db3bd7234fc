export const text = `jwt: operators, accounts and users as signed JWTs

Instead of a list of users, a server can know one public key: its operator's.
The operator signs accounts, accounts sign users, and each JWT says what its
subject may do. Users come and go without any server hearing of it.

  operator ACME         trusted by the servers
    account SYS         the system account: watches and manages servers
    account ORDERS      a world of subjects of its own
      user app          its creds file: JWT and seed

nsc keeps them in files; natsx nsc and nsc are the same program.

  $ natsx nsc add operator --name ACME --sys --generate-signing-key
  $ natsx nsc add account --name ORDERS
  $ natsx nsc add user --account ORDERS --name app
  $ natsx nsc describe account ORDERS

A server that takes accounts as they are pushed to it:

  $ natsx nsc generate config --nats-resolver --config-file server.conf
  $ natsx server start --config server.conf
  $ natsx nsc push --all --account-jwt-server-url nats://127.0.0.1:4222

Connect as the user, by his creds:

  $ natsx nsc generate creds --account ORDERS --name app --output-file app.creds
  $ natsx pub orders.new coffee --creds app.creds

What changed is in force when it is pushed. Users are not pushed: they bring
their JWT along. To lock one out, revoke him and push the account:

  $ natsx nsc revocations add-user --account ORDERS --name app
  $ natsx nsc push --account ORDERS

Keep the operator's and the accounts' identity keys where no server is, and
sign with signing keys. Every change can be looked at and taken back:

  $ natsx nsc history
  $ natsx nsc undo

SEE ALSO
  natsx nsc --help, natsx help accounts, https://docs.nats.io/jwt
`;
