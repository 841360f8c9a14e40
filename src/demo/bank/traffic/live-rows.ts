// What happens next at the bank: mostly a hit, sometimes a booking, a conversation or a marketing contact.
import type { Clock } from "../../../shared/clock.js";
import { minute, second, toDayText, toTimestamp, type Micros } from "../calendar.js";
import { campaigns } from "../catalogue/campaigns.js";
import { shops, webShops } from "../catalogue/counterparties.js";
import { drawConversation } from "../consultations/draw-conversation.js";
import { drawContactResult } from "../crm/draw-contact-result.js";
import { toTelNo } from "../population/person.js";
import { Random } from "../random.js";
import type { SourceUrls } from "../seed-bank.js";
import type { Cast } from "./cast.js";
import type { LiveRow } from "./insert-row.js";
import { LiveVisits } from "./live-visits.js";

/** A row to be written and where. */
export type LiveEvent = LiveRow & { readonly database: keyof SourceUrls };

/** Draws what happens next, with the time of the clock. */
export class LiveRows {
  readonly #random: Random;
  readonly #visits: LiveVisits;
  readonly #prefix: string;
  readonly #kinds: readonly (readonly [() => LiveEvent, number])[];
  #count = 0;

  constructor(
    readonly cast: Cast,
    readonly clock: Clock,
    seed: number,
  ) {
    const startedAt = clock.now().getTime().toString(36);
    this.#random = new Random(`${String(seed)}:traffic:${startedAt}`);
    this.#visits = new LiveVisits(this.#random, cast.visitors);
    // Unlike every id of the seed, and unlike those of an earlier run.
    this.#prefix = `l${startedAt}`;
    this.#kinds = [
      [() => this.#hit(), cast.visitors.length > 0 ? 86 : 0],
      [() => this.#booking(), cast.accounts.length > 0 ? 8 : 0],
      [() => this.#consultation(), cast.customers.length > 0 ? 3 : 0],
      [() => this.#contact(), cast.customers.length > 0 ? 3 : 0],
    ];
  }

  /** Whether there is anybody to whom something can happen. */
  get hasCast(): boolean {
    return this.#kinds.some(([, weight]) => weight > 0);
  }

  /** The next row. */
  next(): LiveEvent {
    return this.#random.weighted(this.#kinds)();
  }

  #now(): Micros {
    return this.clock.now().getTime() * 1_000 + this.#random.integer(0, 999);
  }

  #id(): string {
    this.#count += 1;
    return this.#prefix + this.#count.toString(36).padStart(6, "0");
  }

  #hit(): LiveEvent {
    const row = { ...this.#visits.next(), hit_id: this.#id(), hit_ts: toTimestamp(this.#now()) };
    return { database: "webEvents", table: "hit", row };
  }

  #booking(): LiveEvent {
    const random = this.#random;
    const account = random.pick(this.cast.accounts);
    const now = this.#now();
    const won = Math.round(5_000 + 40_000 * random.skewed());
    const [purp_cd, cntr_nm, chnl_cd] = random.weighted([
      [["DCRD", random.pick(shops), null], 6],
      [["EPAY", random.pick(webShops), "MB"], 4],
      [["CDCD", null, "ATM"], 1],
      [[null, "모임회비", "MB"], 2],
    ] as const);
    return {
      database: "transfers",
      table: "txn",
      row: {
        txn_no: `T${toDayText(now)}${this.#id()}`,
        acct_no: account.number,
        dc_cd: "D",
        txn_amt: account.currency === "KRW" ? String(won) : (won / 1_350).toFixed(2),
        crcy_cd: account.currency,
        cntr_nm,
        purp_cd,
        so_yn: "N",
        memo_txt: null,
        chnl_cd,
        book_ts: toTimestamp(now),
      },
    };
  }

  /** A conversation is filed when it ends. */
  #consultation(): LiveEvent {
    const random = this.#random;
    const customer = random.pick(this.cast.customers);
    const { phone, place, age, language } = customer;
    const isUnidentified = phone !== null && random.chance(0.35);
    const conversation = drawConversation(random, { language, age, held: [], place });
    const now = this.#now();
    return {
      database: "consultations",
      table: "cnslt",
      row: {
        cnslt_no: `C${toDayText(now)}${this.#id()}`,
        cust_no: isUnidentified ? null : customer.custNo,
        tel_no: phone === null ? null : toTelNo(phone),
        chnl_cd: phone === null ? "CHAT" : "CALL",
        agnt_id: `AG${String(random.integer(101, 160))}`,
        strt_ts: toTimestamp(now - random.integer(40, 300) * second - random.integer(0, minute)),
        end_ts: toTimestamp(now),
        prd_nm: conversation.product,
        topic_nm: conversation.topic,
        smry_txt: conversation.summary,
        note_txt: conversation.note,
        rslt_nm: conversation.outcome,
        csat_scr: conversation.satisfaction,
        senti_scr: conversation.sentiment,
        city_nm: place.city,
        lang_cd: conversation.language,
      },
    };
  }

  #contact(): LiveEvent {
    const random = this.#random;
    const customer = random.pick(this.cast.customers);
    const campaign = random.pick(campaigns);
    const channel = customer.phone === null ? "DM" : random.weighted(campaign.channels);
    const attempt = random.weighted([
      [1, 6],
      [2, 3],
      [3, 2],
      [4, 1],
    ]);
    return {
      database: "crm",
      table: "cmpgn_cntct",
      row: {
        cntct_no: `M${this.#id()}`,
        cust_no: customer.custNo,
        cmpgn_nm: campaign.name,
        offer_nm: campaign.offer,
        chnl_cd: channel,
        try_no: attempt,
        rslt_cd: drawContactResult(random, channel, campaign.appeal, attempt),
        cntct_dtm: toTimestamp(this.#now()),
      },
    };
  }
}
