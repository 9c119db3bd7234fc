export const text = `accounts: who hears whom, and what they share

An account is a world of subjects of its own: what is published in one is not
heard in another, whatever the subjects are called. Nothing leaves an account
but what it exports, and nothing comes in but what the other one imports.

  stream    messages flow from the exporter to the importer
  service   requests flow to the exporter, and their replies come back

In a configuration file:

  accounts {
    METRICS: {
      users: [ { user: collector, password: $COLLECTOR_PASSWORD } ]
      exports: [ { stream: "metrics.>" }, { service: "ask.rate" } ]
    }
    SHOP: {
      users: [ { user: shop, password: $SHOP_PASSWORD } ]
      imports: [
        { stream: { account: METRICS, subject: "metrics.>" }, prefix: "from" }
        { service: { account: METRICS, subject: "ask.rate" } }
      ]
    }
    SYS: { users: [ { user: admin, password: $ADMIN_PASSWORD } ] }
  }
  system_account: SYS

With JWTs (natsx help jwt):

  $ natsx nsc add export --account METRICS --subject "metrics.>"
  $ natsx nsc add export --account METRICS --subject ask.rate --service
  $ natsx nsc add import --account SHOP --src-account METRICS \\
      --remote-subject "metrics.>" --local-subject "from.metrics.>"

A private export wants a token of the exporter for each importer:

  $ natsx nsc generate activation --account METRICS --subject "metrics.>" \\
      --target-account SHOP --output-file metrics.jwt

The system account watches: events, connections, all servers. Give its creds
to those alone who run the servers.

  $ natsx account info
  $ natsx server report accounts --context sys
  $ natsx graph --context sys

SEE ALSO
  natsx nsc add export --help, natsx help jwt, https://docs.nats.io/accounts
`;
