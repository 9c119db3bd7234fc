export const text = `nkeys: who is who in NATS

An nkey is a pair of Ed25519 keys, written so that people see what it is for.
The public key names somebody: an operator (O...), an account (A...), a user
(U...), a server (N...), a cluster (C...), a curve key for sealing (X...). The
seed (S..., its second letter says what for) is the secret half: who has it is
that somebody. A server never sees a seed. It sends a nonce, the client signs
it, the server checks the signature with the public key.

A user of your own, its seed in a file that only you can read:

  $ natsx nk --gen user --out joe.nk
  $ natsx nk --inkey joe.nk --pubout

The second line prints the public key, UB.... A server lets joe in that has in
its configuration:

  authorization { users: [ { nkey: "UB..." } ] }

  $ natsx pub greetings.joe hello --nkey joe.nk

Sign a file and check the signature; anybody can who has the public key:

  $ natsx nk --inkey joe.nk --pubout > joe.pub
  $ natsx nk --inkey joe.nk --sign contract.txt > contract.sig
  $ natsx nk --verify contract.txt --sigfile contract.sig --pubin joe.pub

Seal a file, so that one person alone can open it; both have curve keys:

  $ natsx nk --gen curve --out me.nk
  $ natsx nk --gen curve --out you.nk
  $ natsx nk --inkey you.nk --pubout > you.pub
  $ natsx nk --inkey me.nk --recipient you.pub --seal plan.txt --out plan.box

Lost a seed? Nobody can make it again: issue a new user, revoke the old one
(natsx nsc revocations add-user). Leaked an operator's? Everything it signed is
in doubt: keep it offline, and sign with signing keys (natsx help jwt).

SEE ALSO
  natsx nk --help, natsx help jwt, https://docs.nats.io/nkeys
`;
