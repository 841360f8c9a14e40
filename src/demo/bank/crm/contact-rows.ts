// Marketing contacts: who was asked what, how often, and with which outcome. Every further attempt has less success.
import {
  day,
  hour,
  koreanMidnight,
  minute,
  second,
  toTimestamp,
  type Micros,
  type Period,
} from "../calendar.js";
import { campaigns, type Campaign, type CampaignChannel } from "../catalogue/campaigns.js";
import { getProduct } from "../catalogue/products.js";
import type { Population } from "../population/build-population.js";
import type { Person } from "../population/person.js";
import { Random } from "../random.js";
import type { ContactRow } from "../tables.js";
import { drawContactResult } from "./draw-contact-result.js";

/** All campaign contacts, customer by customer. `onPerson` is told how many persons are done. */
export function* contactRows(
  population: Population,
  onPerson: (done: number) => void = () => undefined,
): Generator<ContactRow> {
  let count = 0;
  for (const person of population.people) {
    const random = new Random(`${String(population.seed)}:contacts:${String(person.number)}`);
    for (const contact of listContacts(random, person, population.period)) {
      count += 1;
      yield {
        cntct_no: `M${String(count).padStart(8, "0")}`,
        cust_no: person.custNo,
        cmpgn_nm: contact.campaign.name,
        offer_nm: contact.campaign.offer,
        chnl_cd: contact.channel,
        try_no: contact.attempt,
        rslt_cd: contact.result,
        cntct_dtm: toTimestamp(contact.at),
      };
    }
    onPerson(person.number + 1);
  }
}

interface Contact {
  readonly campaign: Campaign;
  readonly channel: CampaignChannel;
  readonly attempt: number;
  readonly result: string;
  readonly at: Micros;
}

function listContacts(random: Random, person: Person, period: Period): readonly Contact[] {
  const contacts: Contact[] = [];
  // Somebody who is asked by few is asked by few all year: the reach varies by person.
  const exposure = 0.6 + random.next() * 0.8;
  for (const campaign of campaigns) {
    const channels = campaign.channels.filter(([channel]) => canReach(person, channel));
    const isStory = person.number === 0;
    if (channels.length === 0 || !fits(person, campaign)) continue;
    if (!isStory && !random.chance(campaign.reach * exposure)) continue;
    const start = koreanMidnight(period.from + campaign.startDay * day);
    for (let attempt = 1; attempt <= campaign.maxAttempts; attempt++) {
      const channel = random.weighted(channels);
      const at = start + drawTime(random, campaign, channel, attempt);
      if (at >= period.until) break;
      const result = drawContactResult(random, channel, campaign.appeal, attempt);
      contacts.push({ campaign, channel, attempt, result, at });
      if (result === "ACPT" || (result === "RJCT" && random.chance(0.6)) || random.chance(0.12)) break;
    }
  }
  return contacts;
}

function fits(person: Person, campaign: Campaign): boolean {
  const product = getProduct(campaign.productCode);
  return (
    !person.isBare && person.age >= Math.max(19, product.minAge) && person.age <= Math.max(64, product.maxAge)
  );
}

function canReach(person: Person, channel: CampaignChannel): boolean {
  if (person.isBare) return false;
  if (channel === "EM") return person.email !== null;
  if (channel === "PU") return person.devices.some((device) => device.channel === "app");
  if (channel === "DM" || channel === "BR") return true;
  if (channel === "TM") return person.line !== null;
  return person.line?.text.startsWith("010") === true;
}

/** Mailings go out to everybody in the same instant; people are called one after another in office hours. */
function drawTime(random: Random, campaign: Campaign, channel: CampaignChannel, attempt: number): Micros {
  const wave = Math.floor(((attempt - 1) * campaign.days) / campaign.maxAttempts);
  if (channel === "TM" || channel === "BR") {
    return (
      (wave + random.integer(0, 4)) * day +
      9 * hour +
      random.integer(0, 9 * 60 * 60 - 1) * second +
      random.integer(0, 999_999)
    );
  }
  if (channel === "DM") return wave * day;
  const slot = { EM: 0, SM: 65, PU: 130, KT: 190 }[channel];
  return wave * day + 10 * hour + slot * minute + wave * 1_234;
}
