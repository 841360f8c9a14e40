// A booking before it has a number, and the ways in which bookings come about.
import { hour, koreanTime, second, type Micros, type Month } from "../calendar.js";
import type { PurposeCode } from "../purpose-codes.js";
import type { Random } from "../random.js";

/** A movement on an account. `amount` in the account's currency, as decimal text. */
export interface Booking {
  readonly at: Micros;
  readonly direction: "C" | "D";
  readonly amount: string;
  readonly counterparty: string | null;
  readonly purpose: PurposeCode | null;
  readonly isStanding: boolean;
  readonly memo: string | null;
  readonly channel: "IB" | "MB" | "BR" | "ATM" | "CC" | null;
}

/** What a booking is about. */
export type BookingSubject = Pick<Booking, "direction" | "counterparty" | "purpose"> & {
  readonly memo?: string | null;
};

/** A standing order: the night run books all of a day at six in the morning, in one instant. */
export function standing(month: Month, dayOfMonth: number, won: number, subject: BookingSubject): Booking {
  const date = Math.min(dayOfMonth, month.days);
  return {
    ...subject,
    memo: subject.memo ?? null,
    at: koreanTime(month.year, month.month, date, 6 * hour),
    amount: toWon(won),
    isStanding: true,
    channel: null,
  };
}

/** A single booking at some time of some day of the month. */
export function single(
  random: Random,
  month: Month,
  won: number,
  subject: BookingSubject,
  dayOfMonth?: number,
): Booking {
  const date = Math.min(dayOfMonth ?? random.integer(1, month.days), month.days);
  const time = random.integer(8 * 3_600, 23 * 3_600) * second + random.integer(0, 999_999);
  return {
    ...subject,
    memo: subject.memo ?? null,
    at: koreanTime(month.year, month.month, date, time),
    amount: toWon(won),
    isStanding: false,
    channel:
      subject.purpose === "CDCD"
        ? "ATM"
        : random.weighted([
            ["MB", 70],
            ["IB", 20],
            ["BR", 6],
            ["CC", 2],
          ]),
  };
}

/** A bill of about `won`, the same to a few per cent from month to month. */
export function vary(random: Random, won: number, share: number): number {
  return Math.max(10, Math.round((won * (1 - share + random.next() * 2 * share)) / 10) * 10);
}

function toWon(won: number): string {
  return String(Math.max(1, Math.round(won)));
}
