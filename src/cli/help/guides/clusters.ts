export const text = `clusters: clusters, super-clusters and leafnodes

A server alone is a point of failure. What is joined how:

  routes      servers of one cluster, each connected to each: one place
  gateways    clusters of a super-cluster: places far apart, with few
              connections between them, and only what somebody wants to hear
  leafnodes   a server, or a cluster, that joins another one as a client of
              one of its accounts: the edge, a laptop, somebody else's cluster

Clients connect to any server and learn of the others of its cluster; when one
goes, they are elsewhere within a moment. In the configuration of server n1:

  server_name: n1
  listen: 0.0.0.0:4222
  cluster {
    name: east
    listen: 0.0.0.0:6222
    routes: [ "nats://n2.east:6222", "nats://n3.east:6222" ]
  }
  gateway {
    name: east
    listen: 0.0.0.0:7222
    gateways: [ { name: west, urls: [ "nats://n1.west:7222" ] } ]
  }
  leafnodes { listen: 0.0.0.0:7422 }

On the edge:

  leafnodes { remotes: [ { url: "nats://n1.east:7422", account: EDGE } ] }

A super-cluster on this machine, to play with:

  $ natsx up --clusters 2 --servers 3 --leafnodes 1

Look at a file before a server reads it, and at all servers at once:

  $ natsx server validate server.conf
  $ natsx ping --context sys
  $ natsx ping --context sys --expect 6
  $ natsx server report routes --context sys
  $ natsx server report gateways --context sys
  $ natsx server report leafnodes --context sys

ping shows servers, too, that others know of and that do not answer, and then
exits with 1. A rolling update sends clients away one after the other:

  $ natsx server start --signal ldm

SEE ALSO
  natsx server --help, natsx ping --help, natsx help accounts
`;
