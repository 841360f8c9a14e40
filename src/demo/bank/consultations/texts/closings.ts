// How conversations end, by tone.
import type { Tone } from "../topic.js";

/** What the agent writes at the end of a note. */
export const closings: { readonly [Language in "ko" | "en"]: { readonly [T in Tone]: readonly string[] } } = {
  ko: {
    complaint: [
      "거듭 사과드렸으나 불만이 해소되지 않음.",
      "민원 접수를 원하셔서 담당 부서로 이관함.",
      "다시 이런 일이 있으면 거래를 옮기겠다고 하심.",
      "설명을 드렸지만 납득하기 어렵다고 하심.",
      "{days}일 안에 책임자가 전화드리기로 함.",
      "언성을 높이셨고 통화가 길어짐.",
      "같은 내용으로 두 번째 연락이라고 하심.",
    ],
    neutral: [
      "추가 문의 없이 종료함.",
      "안내한 내용은 문자로도 보내드림.",
      "필요하면 {branch|을/를} 방문하시기로 함.",
      "서류를 준비해서 다시 연락 주시기로 함.",
      "앱에서 직접 처리해 보시겠다고 함.",
      "가족과 상의 후 결정하시겠다고 함.",
    ],
    praise: [
      "친절한 설명에 고맙다고 하심.",
      "덕분에 한 번에 해결됐다며 만족해하심.",
      "주변에도 추천하겠다고 말씀하심.",
      "칭찬 글을 남기겠다고 하심.",
      "오래 거래하길 잘했다고 하심.",
    ],
  },
  en: {
    complaint: [
      "Apologised, but the customer remained upset.",
      "Asked to escalate; passed on to a supervisor.",
      "Said this is the second call about the same problem.",
      "May move to another bank if it happens again.",
    ],
    neutral: [
      "No further questions.",
      "Sent the explanation by e-mail as well.",
      "Will visit {branch} with the documents.",
      "Will try it in the app first.",
    ],
    praise: [
      "Thanked us for the quick help.",
      "Very happy that it was solved in one call.",
      "Said that service in English is excellent here.",
    ],
  },
};

/** How a conversation ended, by tone. */
export const outcomes: { readonly [T in Tone]: readonly (readonly [string, number])[] } = {
  complaint: [
    ["민원 접수", 35],
    ["담당 부서 이관", 25],
    ["재연락 예정", 25],
    ["해결", 15],
  ],
  neutral: [
    ["안내 완료", 60],
    ["해결", 25],
    ["재연락 예정", 8],
    ["영업점 방문 안내", 7],
  ],
  praise: [
    ["해결", 70],
    ["안내 완료", 20],
    ["칭찬 접수", 10],
  ],
};
