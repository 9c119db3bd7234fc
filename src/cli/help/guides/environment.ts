export const text = `environment: variables and files that natsx reads

To connect; a flag goes before them, they go before contexts:

  NATS_URL        servers, separated by commas     --server
  NATS_CONTEXT    name of a context                --context
  NATS_CREDS      file of credentials              --creds
  NATS_USER       name, NATS_PASSWORD              --user, --password
  NATS_TOKEN      token                            --token
  NATS_NKEY       file of a seed                   --nkey
  NATS_JWT        JWT, NATS_SEED its seed          --jwt, --seed
  NATS_CERT       certificate, NATS_KEY its key    --tlscert, --tlskey
  NATS_CA         whom to believe                  --tlscacert
  NATS_TIMEOUT    how long to wait, as 5s          --timeout

The programs nats-pub, nats-sub ... read none of them, as the originals.

Of nsc:

  NSC_HOME           folder of nsc.json            --config-dir
  NKEYS_PATH         folder of keys and creds      --keystore-dir
  NSC_CWD_ONLY       only the store of this folder
  NSC_NO_GIT_IGNORE  write no .gitignore beside keys
  NATS_CA            whom to believe when it pushes and pulls

Where files are, unless a variable says otherwise:

  contexts   XDG_CONFIG_HOME, ~/.config           nats/context
  stores     XDG_DATA_HOME, ~/.local/share        nats/nsc/stores
  keys       XDG_DATA_HOME, ~/.local/share        nats/nsc/keys
  history    XDG_STATE_HOME, ~/.local/state       natsx/nsc

Of terminals: NO_COLOR (log lines without colours), LC_ALL and LANG (a locale
without UTF-8 gets tables of ASCII), VISUAL and EDITOR (natsx context edit).

A configuration file of a server may name any variable: password: $PASSWORD.

SEE ALSO
  natsx nsc env, natsx help contexts
`;
