// One visit to the website or the app: pages, a login, products looked at, an application begun and perhaps left.
import { second, type Micros } from "../calendar.js";
import { campaigns } from "../catalogue/campaigns.js";
import { getProduct, type BankProduct } from "../catalogue/products.js";
import type { Device } from "../population/person.js";
import type { Random } from "../random.js";
import type { HitRow } from "../tables.js";
import {
  bankingActions,
  bankingPages,
  type BankPage,
  publicPages,
  referrers,
  searchTexts,
  siteUrl,
} from "./pages.js";

/** Who visits. `interests` are looked at in proportion to their weights. */
export interface Visitor {
  readonly login: string | null;
  readonly device: Pick<Device, "visitorId" | "deviceId" | "kind" | "channel" | "system">;
  readonly city: string;
  readonly interests: readonly (readonly [BankProduct, number])[];
}

/** A hit before it is stored. */
export type SessionHit = Omit<HitRow, "hit_id" | "hit_ts"> & { readonly at: Micros };

/** Draws a visit that begins at `start`; `product` is looked at once and not applied for. */
export function drawSession(
  random: Random,
  visitor: Visitor,
  start: Micros,
  product?: BankProduct,
): SessionHit[] {
  return new Visit(random, visitor, start).run(product);
}

class Visit {
  readonly #hits: SessionHit[] = [];
  readonly #sessionId: string;
  readonly #campaign: string | null;
  #at: Micros;
  #login: string | null = null;
  #referrer: string | null;

  constructor(
    readonly random: Random,
    readonly visitor: Visitor,
    start: Micros,
  ) {
    this.#at = start;
    this.#sessionId = `s-${random.hex(14)}`;
    const campaign = random.chance(0.12) ? random.pick(campaigns) : undefined;
    this.#campaign = campaign?.slug ?? null;
    this.#referrer = this.#isApp
      ? null
      : campaign === undefined
        ? random.weighted(referrers)
        : "https://mail.gaonbank.example/";
  }

  get #isApp(): boolean {
    return this.visitor.device.channel === "app";
  }

  run(product: BankProduct | undefined): SessionHit[] {
    const { random, visitor } = this;
    if (this.#isApp) this.#send("track", "Application Opened", { os: visitor.device.system });
    else this.#view(publicPages[0] as BankPage);
    for (let count = random.around(this.#isApp ? 0.2 : 0.9); count > 0; count--)
      this.#view(random.pick(publicPages));
    if (!this.#isApp && random.chance(0.08))
      this.#send("track", "Products Searched", { query: random.pick(searchTexts) });
    const logsIn = visitor.login !== null && random.chance(this.#isApp ? 0.93 : 0.74);
    // Many look around first and log in later, so that their first hits belong to nobody yet.
    if (logsIn && random.chance(0.7)) this.#logIn();
    if (product !== undefined || random.chance(0.42)) this.#shop(product);
    if (logsIn && this.#login === null) this.#logIn();
    if (this.#login !== null) this.#bank();
    return this.#hits;
  }

  #logIn(): void {
    this.#login = this.visitor.login;
    const method = this.random.weighted([
      ["지문", 5],
      ["간편비밀번호", 5],
      ["공동인증서", 2],
    ]);
    this.#send("identify", "Signed In", { method });
  }

  #bank(): void {
    const { random } = this;
    for (let count = 1 + random.around(2.1 * random.skewed()); count > 0; count--) {
      this.#view(random.weighted(bankingPages));
      if (random.chance(0.22)) this.#send("track", random.weighted(bankingActions), null);
    }
  }

  #shop(wanted: BankProduct | undefined): void {
    const { random } = this;
    for (let count = wanted === undefined ? 1 + random.around(0.5) : 1; count > 0; count--) {
      const product = wanted ?? random.weighted(this.visitor.interests);
      this.#viewProduct(product);
      if (wanted === undefined && this.#login !== null && product.steps.length > 0 && random.chance(0.13)) {
        this.#apply(product);
      }
    }
  }

  #viewProduct(product: BankProduct): void {
    const page = { name: "Product", title: product.name, path: `/products/${product.slug}` };
    this.#view(page, product.name);
    // The browser sends both in one call, often with one time.
    if (this.random.chance(0.6)) this.#at += this.random.integer(1, 900_000);
    this.#send(
      "track",
      "Product Viewed",
      { product_id: product.code, category: product.category },
      product.name,
      true,
    );
  }

  #apply(product: BankProduct): void {
    const { random } = this;
    const application = `A${random.digits(9)}`;
    this.#send("track", "Application Started", { application_id: application }, product.name);
    for (const [index, step] of product.steps.entries()) {
      // Every step loses some; the one for documents loses most.
      if (random.chance(step === "서류 제출" ? 0.28 : 0.11)) return;
      this.#at += random.integer(5, 90) * second;
      const properties = {
        application_id: application,
        step: index + 1,
        steps: product.steps.length,
        step_name: step,
      };
      this.#send("track", "Application Step Completed", properties, product.name);
    }
    this.#send("track", "Application Submitted", { application_id: application }, product.name);
  }

  #view(page: BankPage, product: string | null = null): void {
    this.#send(this.#isApp ? "screen" : "page", page.name, { title: page.title }, product, false, page.path);
  }

  #send(
    type: string,
    name: string,
    properties: Readonly<Record<string, unknown>> | null,
    product: string | null = null,
    atOnce = false,
    path: string | null = null,
  ): void {
    const { random, visitor } = this;
    if (!atOnce) this.#at += this.#hits.length === 0 ? 0 : random.integer(800_000, 40_000_000);
    this.#hits.push({
      vst_id: visitor.device.visitorId,
      dvc_id: visitor.device.deviceId,
      login_id: this.#login,
      ssn_id: this.#sessionId,
      hit_tp: type,
      hit_nm: name,
      chnl: visitor.device.channel,
      url: path === null || this.#isApp ? null : siteUrl + path,
      ref_url: this.#referrer,
      dvc_tp: visitor.device.kind,
      city: visitor.city,
      prd: product,
      cmpgn: this.#campaign,
      props: properties === null ? null : JSON.stringify(properties),
      at: this.#at,
    });
    this.#referrer = null;
  }
}

/** What somebody of an age looks at: a few products of their own before all others. */
export function drawInterests(
  random: Random,
  fitting: readonly (readonly [BankProduct, number])[],
): readonly (readonly [BankProduct, number])[] {
  if (fitting.length === 0) return [[getProduct("D101"), 1]];
  return fitting.map(
    ([product, weight]) => [product, random.chance(0.12) ? weight * 12 : weight * 0.5] as const,
  );
}
