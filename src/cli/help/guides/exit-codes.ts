export const text = `exit-codes: what a script learns from how a command ends

  0    done
  1    failed; or something is missing: a server (ping --expect), an answer of
       one of several, a message (bench)
  2    the command line can't be read: unknown command or flag, an argument too
       many or too few
  3    nobody listens on the subject (req, bench request)
  4    no answer in time (req, bench request)
  130  ended by Ctrl-C before there was a result; sub and reply, which end no
       other way, then exit with 0

natsx server check ... speaks to monitoring systems:

  0    all is well
  1    warning
  2    critical
  3    nobody knows

The programs that have a namesake end as that does: nats-pub and its kin with
1, and with 2 for an unknown flag; nk with 1 for everything that is wrong;
natsx-server with 1 when it can't start.

What went wrong is one line on stderr, and below it, two blanks in, what to do
next. nsc and the commands below it print errors as JSON with --json:

  { "error": { "code": "ERR_FLAG", "message": "...", "suggestions": [...] } }

  $ natsx req help.please hello --timeout 500ms || echo "ended with $?"

SEE ALSO
  natsx req --help, natsx server check --help
`;
