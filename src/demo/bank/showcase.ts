// Facts about the people of the story, for documents and tests. They exist at any size of ten customers or more.
import { toCustNo } from "./population/person.js";

/** The well-known customers. Their customer numbers hold for every seed. */
export const showcase = {
  /** Father, with data in every source; the line 010-1234-5678 is registered to him. */
  minjun: {
    custNo: toCustNo(0),
    name: "김민준",
    phone: "010-1234-5678",
    phoneE164: "+821012345678",
    login: "minjun.kim",
    email: "minjun.kim@example.com",
    branch: "마포지점",
  },
  /** His wife; they have an account and a tablet together. */
  seoyeon: {
    custNo: toCustNo(1),
    name: "이서연",
    phone: "010-8765-4321",
    phoneE164: "+821087654321",
    login: "seoyeon.lee",
    email: "seoyeon.lee@example.com",
  },
  /** Their daughter; uses her mother's line. */
  haeun: { custNo: toCustNo(2), name: "김하은", phone: "010-8765-4321", login: "haeun.kim" },
  /** Their son; no login, and his father's line. */
  hajun: { custNo: toCustNo(3), name: "김하준", phone: "010-1234-5678" },
  /** A customer from the United States who banks in English. */
  emily: {
    custNo: toCustNo(4),
    name: "Emily Carter",
    phone: "+1 415 555 0123",
    phoneE164: "+14155550123",
    login: "emily.carter",
    email: "emily.carter@example.com",
  },
  /** Another 김민준, in 부산. */
  namesake: { custNo: toCustNo(5), name: "김민준", phone: "010-2468-1357", login: "minjun93" },
  /** An old couple with one landline that is registered to neither of them: whoever calls is ambiguous. */
  byungchul: { custNo: toCustNo(6), name: "박병철", phone: "02-312-4567" },
  youngja: { custNo: toCustNo(7), name: "최영자", phone: "02-312-4567" },
  /** Nothing is known but number and name. */
  yuna: { custNo: toCustNo(8), name: "최유나" },
  /** Has no telephone. */
  daehyun: { custNo: toCustNo(9), name: "정대현", login: "daehyun.jung", email: "daehyun.jung@example.org" },
} as const;
