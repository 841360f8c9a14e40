// Twelve months of the contact centre. A third of the calls carry only the caller's number, some of them of nobody we know.
import {
  hour,
  koreanMidnight,
  minute,
  second,
  toDayText,
  toTimestamp,
  type Micros,
  type Period,
} from "../calendar.js";
import { places } from "../catalogue/places.js";
import type { Population } from "../population/build-population.js";
import { type Person, toTelNo } from "../population/person.js";
import { Random } from "../random.js";
import type { ConsultationRow } from "../tables.js";
import { drawConversation, type Conversation } from "./draw-conversation.js";

type Channel = "CALL" | "CHAT" | "BRANCH" | "EMAIL" | "MESSENGER";

/** Share of calls in which the agent did not ask who is calling. */
const unidentified = 0.57;

interface Meeting {
  readonly at: Micros;
  readonly channel: Channel;
  readonly isIdentified: boolean;
}

/** All consultations, person by person. `onPerson` is told how many persons are done. */
export function* consultationRows(
  population: Population,
  onPerson: (done: number) => void = () => undefined,
): Generator<ConsultationRow> {
  const { people, seed, period } = population;
  let count = 0;
  const toNumber = (at: Micros): string => {
    count += 1;
    return `C${toDayText(at)}${String(count).padStart(7, "0")}`;
  };
  for (const person of people) {
    const random = new Random(`${String(seed)}:consultations:${String(person.number)}`);
    if (!person.isBare) {
      for (const at of drawTimes(random, person, period)) {
        const channel = drawChannel(random, person);
        const isIdentified = channel !== "CALL" || !random.chance(unidentified);
        // A call about two things is filed twice, with one beginning.
        for (let files = random.chance(0.04) ? 2 : 1; files > 0; files--) {
          yield toRow(random, person, { at, channel, isIdentified }, toNumber(at), period);
        }
      }
    }
    onPerson(person.number + 1);
  }
  for (let number = 0; number < Math.ceil(people.length * 0.5); number++) {
    const random = new Random(`${String(seed)}:caller:${String(number)}`);
    const at = drawTime(random, period);
    yield toStrangerRow(random, at, toNumber(at), period);
  }
}

function drawTimes(random: Random, person: Person, period: Period): readonly Micros[] {
  const mean = person.age < 19 ? 3 : person.age >= 65 ? 12.5 : 11.2;
  const count = Math.max(person.number < 10 ? 4 : 0, Math.round(mean * (0.4 + 0.6 * random.skewed())));
  return Array.from({ length: count }, () => drawTime(random, period)).sort((left, right) => left - right);
}

/** Office hours, Korean time; the switchboard's clock gives whole seconds for some calls. */
export function drawTime(random: Random, period: Period): Micros {
  const date = koreanMidnight(period.from + random.next() * (period.until - period.from));
  const at =
    date +
    9 * hour +
    random.integer(0, 9 * 3_600 - 1) * second +
    (random.chance(0.8) ? random.integer(0, 999_999) : 0);
  return Math.min(Math.max(at, period.from), period.until - hour);
}

function drawChannel(random: Random, person: Person): Channel {
  return random.weighted<Channel>([
    ["CALL", person.line === null ? 0 : 62],
    ["CHAT", person.login === null ? 0 : 16],
    ["BRANCH", person.age >= 60 ? 26 : 10],
    ["EMAIL", person.email === null ? 0 : 5],
    ["MESSENGER", person.login === null ? 0 : 8],
  ]);
}

function toRow(
  random: Random,
  person: Person,
  { at, channel, isIdentified }: Meeting,
  number: string,
  period: Period,
): ConsultationRow {
  const { place } = person.household;
  const conversation = drawConversation(random, {
    language: person.language === "en" && random.chance(0.85) ? "en" : "ko",
    age: person.age,
    held: person.holdings.map((holding) => holding.product),
    place,
  });
  return {
    ...toText(random, conversation, at, channel, period),
    cnslt_no: number,
    cust_no: isIdentified ? person.custNo : null,
    tel_no: channel === "CALL" && person.line !== null ? toTelNo(person.line.text) : null,
    city_nm: channel === "BRANCH" || random.chance(0.6) ? place.city : null,
  };
}

function toStrangerRow(random: Random, at: Micros, number: string, period: Period): ConsultationRow {
  const place = random.weighted(places);
  const conversation = drawConversation(random, {
    language: "ko",
    age: random.integer(20, 70),
    held: [],
    place,
  });
  return {
    ...toText(random, conversation, at, "CALL", period),
    cnslt_no: number,
    cust_no: null,
    // Numbers of 011, 016 and 019 are no longer given out: nobody in the CRM has one.
    tel_no: random.chance(0.9)
      ? `${random.pick(["011", "016", "019"])}${String(random.integer(200, 999))}${random.digits(4)}`
      : null,
    city_nm: random.chance(0.3) ? place.city : null,
  };
}

function toText(
  random: Random,
  conversation: Conversation,
  at: Micros,
  channel: Channel,
  period: Period,
): Omit<ConsultationRow, "cnslt_no" | "cust_no" | "tel_no" | "city_nm"> {
  const endsAt = at + Math.round((1 + 9 * random.skewed() * 0.7) * minute) + random.integer(0, 999_999);
  return {
    chnl_cd: channel,
    agnt_id: channel === "CHAT" && random.chance(0.4) ? "BOT-01" : `AG${String(random.integer(101, 160))}`,
    strt_ts: toTimestamp(at),
    end_ts: endsAt < period.until ? toTimestamp(endsAt) : null,
    prd_nm: conversation.product,
    topic_nm: conversation.topic,
    smry_txt: conversation.summary,
    note_txt: conversation.note,
    rslt_nm: conversation.outcome,
    csat_scr: conversation.satisfaction,
    senti_scr: conversation.sentiment,
    lang_cd: conversation.language,
  };
}
