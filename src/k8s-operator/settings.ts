/** What a cluster is made of that does not stand in its resource. */

/** A user that a NatsServiceRole and the token of a service account make. */
export interface ServiceUser {
  readonly user: string;
  readonly token: string;
  readonly permissions: {
    readonly publish?: readonly string[];
    readonly subscribe?: readonly string[];
  };
}

/** What `spec.operatorConfig.operator` stands for, once the NatsOperator has it. */
export interface OperatorTrust {
  /** The Secret that has `op.jwt`. */
  readonly jwtSecret: string;
  /** The public key of the system account. */
  readonly systemAccount: string;
  /** JWTs that servers know from the start, the system account's at least, by public key. */
  readonly preload: Readonly<Record<string, string>>;
}

/** What stands outside of the resource. */
export interface RenderSettings {
  /** Whose server runs where the resource names no image: Go's or ours. */
  readonly server?: 'nats-server' | 'natsx';
  /** The image of ours, with its tag. */
  readonly natsxImage?: string;
  /** Of clusters that name none. */
  readonly namespace?: string;
  /** The decoded entries of a Secret of the namespace of the cluster; undefined if there is none. */
  readonly secret?: (name: string) => ReadonlyMap<string, string> | undefined;
  /** Those of `spec.auth.enableServiceAccounts`; undefined if nobody knows them. */
  readonly serviceUsers?: readonly ServiceUser[];
  /** Of the NatsOperator of that name. */
  readonly operator?: (name: string) => OperatorTrust | undefined;
}
