// What takes part, in words.

/** Somebody who serves all subscribers. */
export interface FanOutContender extends AsyncDisposable {
  readonly name: string;
  readonly port: number;
  /** Its process; children count too. */
  readonly pid: number;
  /** The database's processes for it, when it has any. */
  readonly database: { readonly postmasterPid: number } | undefined;
  /** The authorization of a subscriber. */
  readonly authorize: (subscriber: number) => Promise<string>;
  /** Has so many events happen, evenly, to one group after the other. */
  readonly makeEvents: (events: number, perSecond: number) => Promise<void>;
}
