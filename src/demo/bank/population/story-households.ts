// The first ten customers are always the same people, so that documents and tests can name them.
import { foreigners } from "../catalogue/names.js";
import { getPlace } from "../catalogue/places.js";
import type { HouseholdDraft } from "./draft.js";

const kim = { korean: "김", latin: "Kim" };

/** Households of the story, ten people in all. */
export const storyHouseholds: readonly HouseholdDraft[] = [
  {
    place: getPlace("마포지점"),
    housing: "MORTGAGE",
    sharesTablet: true,
    sharesAccount: true,
    members: [
      {
        role: "HEAD",
        age: 41,
        sex: "M",
        family: kim,
        given: { korean: "민준", latin: "Minjun" },
        job: "EMPLOYEE",
        employer: "한별소프트",
        income: 5_200_000,
        line: { text: "010-1234-5678", isOwn: true },
        email: "minjun.kim@example.com",
        login: "minjun.kim",
        devices: "everything",
      },
      {
        role: "PARTNER",
        age: 39,
        sex: "F",
        family: { korean: "이", latin: "Lee" },
        given: { korean: "서연", latin: "Seoyeon" },
        job: "EMPLOYEE",
        employer: "늘푸른병원",
        income: 4_100_000,
        line: { text: "010-8765-4321", isOwn: true },
        email: "seoyeon.lee@example.com",
        login: "seoyeon.lee",
        devices: "everything",
      },
      {
        role: "CHILD",
        age: 15,
        sex: "F",
        family: kim,
        given: { korean: "하은", latin: "Haeun" },
        line: { text: "010-8765-4321", isOwn: false },
        email: null,
        login: "haeun.kim",
      },
      {
        role: "CHILD",
        age: 10,
        sex: "M",
        family: kim,
        given: { korean: "하준", latin: "Hajun" },
        line: { text: "010-1234-5678", isOwn: false },
        email: null,
        login: null,
      },
    ],
  },
  {
    place: getPlace("강남지점"),
    housing: "RENT",
    members: [
      {
        role: "HEAD",
        age: 34,
        sex: "F",
        foreigner: foreigners[0] as (typeof foreigners)[number],
        job: "EMPLOYEE",
        employer: "라온게임즈",
        income: 6_400_000,
        line: { text: "+1 415 555 0123", isOwn: true },
        email: "emily.carter@example.com",
        login: "emily.carter",
      },
    ],
  },
  {
    place: getPlace("해운대지점"),
    members: [
      {
        role: "HEAD",
        age: 33,
        sex: "M",
        family: kim,
        given: { korean: "민준", latin: "Minjun" },
        job: "EMPLOYEE",
        line: { text: "010-2468-1357", isOwn: true },
        email: "mj.kim93@example.net",
        login: "minjun93",
      },
    ],
  },
  {
    place: getPlace("종로지점"),
    housing: "OWNED",
    sharesAccount: true,
    members: [
      {
        role: "HEAD",
        age: 76,
        sex: "M",
        family: { korean: "박", latin: "Park" },
        given: { korean: "병철", latin: "Byungchul" },
        line: { text: "02-312-4567", isOwn: false },
        email: null,
        login: null,
      },
      {
        role: "PARTNER",
        age: 73,
        sex: "F",
        family: { korean: "최", latin: "Choi" },
        given: { korean: "영자", latin: "Youngja" },
        line: { text: "02-312-4567", isOwn: false },
        email: null,
        login: null,
      },
    ],
  },
  {
    members: [
      {
        role: "HEAD",
        age: 45,
        sex: "F",
        family: { korean: "최", latin: "Choi" },
        given: { korean: "유나", latin: "Yuna" },
        isBare: true,
      },
    ],
  },
  {
    place: getPlace("유성지점"),
    members: [
      {
        role: "HEAD",
        age: 38,
        sex: "M",
        family: { korean: "정", latin: "Jung" },
        given: { korean: "대현", latin: "Daehyun" },
        job: "SELF_EMPLOYED",
        line: null,
        email: "daehyun.jung@example.org",
        login: "daehyun.jung",
      },
    ],
  },
];
