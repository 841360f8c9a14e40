// Whom customers pay and who pays them. All names are invented or generic offices.
import type { PurposeCode } from "../purpose-codes.js";

/** Employers of salaried customers. */
export const employers: readonly string[] = [
  "다온전자",
  "한별소프트",
  "새롬물산",
  "미르건설",
  "늘푸른병원",
  "해담식품",
  "도담교육",
  "가람정공",
  "누리통신",
  "아라해운",
  "온새미디자인",
  "하람제약",
  "소담유통",
  "이든바이오",
  "라온게임즈",
  "푸르메중공업",
  "예다움출판",
  "서울특별시교육청",
  "나래항공",
  "단비화학",
];

/** Schools and academies of the customers' children. */
export const schools: readonly string[] = [
  "한솔초등학교",
  "은빛중학교",
  "푸른고등학교",
  "가온대학교",
  "새벽별유치원",
  "다솜어린이집",
  "슬기로운수학학원",
  "이룸영어학원",
  "도담태권도",
];

/** Shops by where the money goes. */
export const shops: readonly string[] = [
  "싱싱마트",
  "동네빵집 밀밭",
  "한아름슈퍼",
  "초록반찬",
  "달빛커피",
  "바른편의점",
  "온누리약국",
  "새봄문고",
  "서가네국수",
  "별미분식",
  "맑은세탁소",
  "우렁각시정육점",
  "바람개비문구",
  "소문난치킨",
  "늘봄꽃집",
  "하루카페",
  "정다운식당",
  "으뜸가전",
  "포근이불",
  "걷는신발",
];

/** Shops on the internet. */
export const webShops: readonly string[] = [
  "바로장터",
  "새벽상회",
  "하늘몰",
  "책구름",
  "옷걸이닷컴",
  "모두의여행",
];

/** Subscriptions. */
export const subscriptions: readonly string[] = ["별밤영화", "귀로듣는책", "소리구름 뮤직", "아침신문"];

/** Hospitals and clinics. */
export const clinics: readonly (readonly [string, PurposeCode])[] = [
  ["늘푸른병원", "HSPC"],
  ["연세맑은내과", "MDCS"],
  ["튼튼정형외과", "MDCS"],
  ["하얀미소치과", "DNTS"],
  ["아이편한소아과", "MDCS"],
  ["밝은눈안과", "MDCS"],
];

/** Insurers that are not the bank's own. */
export const insurers: readonly string[] = ["한마음생명", "든든화재", "푸른손해보험", "은하생명"];

/** Telephone companies. */
export const phoneCompanies: readonly string[] = ["누리통신", "한빛모바일", "이음텔레콤"];

/** Landlords of customers who rent. */
export const landlords: readonly string[] = [
  "강영순",
  "최문식",
  "행복주택관리공단",
  "윤태호",
  "새집임대관리",
  "서경자",
];
