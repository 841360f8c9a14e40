// The demo bank in words: its databases, what it is made of, how far its making is.

/** Connection URLs of the five databases. */
export interface BankUrls {
  readonly crm: string;
  readonly webEvents: string;
  readonly transfers: string;
  readonly consultations: string;
  readonly gateway: string;
}

/** What a new bank is made of. */
export interface BankContents {
  readonly customers: number;
  /** The same seed gives the same bank. */
  readonly seed: number;
  /** The bank's last day: its records lie before it. */
  readonly until: Date;
}

/** How far a step of the work is; `total` is 0 when nobody knows. */
export interface BankProgress {
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

/** Hears how far the work is. */
export type ReportProgress = (progress: BankProgress) => void;
