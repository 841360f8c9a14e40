// The demo bank in words: its databases, what it is made of, how far its making is.

/** Connection URLs of the five databases. */
export interface BankUrls {
  readonly crm: string;
  readonly webEvents: string;
  readonly transfers: string;
  readonly consultations: string;
  readonly gateway: string;
}

/** What the seeding of a new bank is told. */
export interface BankSeed {
  readonly customers: number;
  readonly seed: number;
  /** The bank's last day: events lie before it. */
  readonly until: Date;
}

/** How far the first-time work is; `total` is 0 when nobody knows. */
export interface BankProgress {
  readonly step: string;
  readonly done: number;
  readonly total: number;
}
