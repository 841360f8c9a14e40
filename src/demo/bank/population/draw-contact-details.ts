// Draws how a person can be reached and with which devices they come.
import type { Foreigner } from "../catalogue/names.js";
import type { Place } from "../catalogue/places.js";
import type { Random } from "../random.js";
import type { Device, Line, Role } from "./person.js";

/** What may be given out only once in the whole bank. */
export interface Taken {
  readonly numbers: Set<string>;
  readonly logins: Set<string>;
}

/** A mobile number that nobody has, as branches write it: mostly with hyphens. */
export function drawMobile(random: Random, taken: Taken): string {
  for (;;) {
    const middle = `${String(random.integer(2, 9))}${random.digits(3)}`;
    const last = random.digits(4);
    if (taken.numbers.has(middle + last)) continue;
    taken.numbers.add(middle + last);
    return random.weighted([
      [`010-${middle}-${last}`, 92],
      [`010${middle}${last}`, 5],
      [`010 ${middle} ${last}`, 3],
    ]);
  }
}

/** A landline of a place that nobody has. */
export function drawLandline(random: Random, place: Place, taken: Taken): string {
  for (;;) {
    const number = `${place.area}-${String(random.integer(300, 899))}-${random.digits(4)}`;
    if (taken.numbers.has(number)) continue;
    taken.numbers.add(number);
    return number;
  }
}

/** The line of a foreigner: mostly a Korean mobile, sometimes one from home out of the ranges kept for stories. */
export function drawForeignLine(random: Random, foreigner: Foreigner, taken: Taken): string {
  const last = `01${random.digits(2)}`;
  const wish =
    foreigner.nationality === "GB"
      ? `+44 20 7946 0${random.digits(3)}`
      : `+1 ${random.pick(foreigner.nationality === "CA" ? ["604", "514"] : ["415", "212", "408", "206"])} 555 ${last}`;
  if (random.chance(0.7) || taken.numbers.has(wish)) return drawMobile(random, taken);
  taken.numbers.add(wish);
  return wish;
}

/** Who uses whose line in a family. */
export function drawLine(
  random: Random,
  role: Role,
  age: number,
  place: Place,
  relatives: readonly { readonly line: Line | null; readonly role: Role }[],
  taken: Taken,
): Line | null {
  const shared = relatives.find((relative) => relative.line !== null)?.line ?? null;
  if (role === "CHILD" && age < 14 && shared !== null && random.chance(0.7)) {
    return { text: shared.text, isOwn: false };
  }
  if (role === "CHILD" && age < 9) return null;
  if (age >= 68 && shared !== null && random.chance(0.4)) return { text: shared.text, isOwn: false };
  if (random.chance(0.015)) return null;
  if (age >= 68 && random.chance(0.25))
    return { text: drawLandline(random, place, taken), isOwn: random.chance(0.5) };
  return { text: drawMobile(random, taken), isOwn: random.chance(0.9) };
}

const mailHosts = ["example.com", "example.net", "example.org", "mail.example", "post.example"];
const nicknames = [
  "haru",
  "byeol",
  "sogeum",
  "podo",
  "gureum",
  "danbi",
  "mongsil",
  "kkachi",
  "baram",
  "dotori",
];

/** A login that nobody has. */
export function drawLogin(
  random: Random,
  family: string,
  given: string,
  birth: string,
  taken: Taken,
): string {
  const plain = `${given}.${family}`.toLowerCase().replace(/[^a-z.]/g, "");
  const year = birth.slice(2, 4);
  const wish = random.weighted([
    [plain, 60],
    [`${plain.split(".")[0] ?? plain}${year}`, 25],
    [`${random.pick(nicknames)}${random.digits(3)}`, 15],
  ]);
  let login = wish;
  for (let count = 2; taken.logins.has(login); count++) login = `${wish}${String(count)}`;
  taken.logins.add(login);
  return login;
}

/** An e-mail address of a login; some people write theirs in capitals. */
export function drawEmail(random: Random, name: string): string {
  const address = `${name}@${random.pick(mailHosts)}`;
  return random.chance(0.03) ? address.charAt(0).toUpperCase() + address.slice(1) : address;
}

/** A browser or an app installation on a device of its own. */
export function drawDevice(random: Random, kind: Device["kind"], channel: Device["channel"]): Device {
  const system =
    kind === "desktop"
      ? random.weighted([
          ["Windows", 8],
          ["macOS", 3],
        ])
      : random.weighted([
          ["Android", 7],
          ["iOS", 4],
        ]);
  const prefix = kind === "desktop" ? "pc" : kind === "tablet" ? "tab" : system === "iOS" ? "ios" : "and";
  return {
    visitorId: `${channel === "app" ? "app" : "ck"}-${random.hex(20)}`,
    deviceId: `${prefix}-${random.hex(12)}`,
    kind,
    channel,
    system,
  };
}

/** The devices of somebody with a login: at least one, a few people have them all. */
export function drawDevices(random: Random, age: number, isFullyEquipped: boolean): Device[] {
  const devices: Device[] = [];
  if (isFullyEquipped || random.chance(age > 65 ? 0.5 : 0.8))
    devices.push(drawDevice(random, "mobile", "app"));
  if (isFullyEquipped || random.chance(age < 20 ? 0.2 : 0.55))
    devices.push(drawDevice(random, "desktop", "web"));
  if (isFullyEquipped || devices.length === 0 || random.chance(0.35)) {
    devices.push({
      ...drawDevice(random, "mobile", "web"),
      // The browser and the app of one telephone share the device but not the visitor.
      ...(devices[0]?.kind === "mobile" ? { deviceId: devices[0].deviceId, system: devices[0].system } : {}),
    });
  }
  return devices;
}
