// Korean family names by their share of the population, given names by generation, and foreigners' names.

/** A name in Hangul and in the letters of a passport. */
export interface BilingualName {
  readonly korean: string;
  readonly latin: string;
}

const family =
  "김:Kim:215 이:Lee:147 박:Park:84 최:Choi:47 정:Jung:44 강:Kang:24 조:Cho:21 윤:Yoon:20 장:Jang:20 임:Lim:17 한:Han:15 " +
  "오:Oh:15 서:Seo:15 신:Shin:15 권:Kwon:14 황:Hwang:14 안:Ahn:14 송:Song:14 류:Ryu:13 홍:Hong:11 전:Jeon:11 고:Ko:9 " +
  "문:Moon:9 양:Yang:9 손:Son:9 배:Bae:8 백:Baek:8 허:Heo:7 남:Nam:6 심:Shim:6 노:Noh:6 하:Ha:5 곽:Kwak:4 성:Sung:4 " +
  "차:Cha:4 주:Joo:4 우:Woo:4 구:Koo:4 민:Min:3 나:Na:3 진:Jin:3 지:Ji:3 엄:Eom:3 채:Chae:3 원:Won:3 천:Chun:3 남궁:Namgung:1 " +
  "선우:Sunwoo:1";

/** Family names with their weights. */
export const familyNames: readonly (readonly [BilingualName, number])[] = family.split(" ").map((entry) => {
  const [korean = "", latin = "", weight = "1"] = entry.split(":");
  return [{ korean, latin }, Number(weight)] as const;
});

function parseNames(text: string): readonly BilingualName[] {
  return text.split(" ").map((entry) => {
    const [korean = "", latin = ""] = entry.split(":");
    return { korean, latin };
  });
}

/** Born before 1965, 1965 to 1989, or later: parents rarely give their own generation's names. */
export type Generation = "old" | "middle" | "young";

/** Given names by sex and generation. */
export const givenNames: {
  readonly [Sex in "M" | "F"]: { readonly [G in Generation]: readonly BilingualName[] };
} = {
  M: {
    old: parseNames(
      "영수:Youngsoo 영호:Youngho 영철:Youngchul 정수:Jungsoo 성수:Sungsoo 광수:Kwangsoo 병철:Byungchul 종수:Jongsoo 상철:Sangchul " +
        "재호:Jaeho 기영:Kiyoung 용식:Yongsik 동식:Dongsik 만수:Mansoo 춘식:Chunsik 태식:Taesik 순철:Soonchul 창호:Changho 덕수:Deoksoo 길수:Gilsoo",
    ),
    middle: parseNames(
      "성호:Sungho 성훈:Sunghoon 지훈:Jihoon 상훈:Sanghoon 성진:Sungjin 동현:Donghyun 정훈:Junghoon 현우:Hyunwoo 준호:Junho 민수:Minsoo " +
        "재훈:Jaehoon 승현:Seunghyun 영진:Youngjin 진호:Jinho 대현:Daehyun 태영:Taeyoung 경민:Kyungmin 병훈:Byunghoon 상욱:Sangwook 종혁:Jonghyuk " +
        "기훈:Kihoon 우진:Woojin 형준:Hyungjun 석진:Seokjin",
    ),
    young: parseNames(
      "민준:Minjun 서준:Seojun 도윤:Doyun 예준:Yejun 시우:Siwoo 하준:Hajun 주원:Juwon 지호:Jiho 지후:Jihu 준우:Junwoo 준서:Junseo 도현:Dohyun " +
        "건우:Gunwoo 우빈:Woobin 선우:Seonwoo 서진:Seojin 연우:Yeonwoo 유준:Yujun 은우:Eunwoo 승우:Seungwoo 지환:Jihwan 이안:Ian 태윤:Taeyun 시윤:Siyun",
    ),
  },
  F: {
    old: parseNames(
      "영자:Youngja 정숙:Jungsook 순자:Soonja 영숙:Youngsook 명숙:Myungsook 정자:Jungja 옥순:Oksoon 미자:Mija 경자:Kyungja 춘자:Chunja " +
        "말순:Malsoon 순옥:Soonok 복순:Boksoon 금자:Geumja 정희:Junghee 영희:Younghee 순희:Soonhee 숙자:Sookja 경숙:Kyungsook 혜숙:Hyesook",
    ),
    middle: parseNames(
      "지영:Jiyoung 은정:Eunjung 미영:Miyoung 현정:Hyunjung 은주:Eunju 수진:Soojin 유진:Yujin 혜진:Hyejin 지은:Jieun 은영:Eunyoung " +
        "선영:Sunyoung 윤정:Yunjung 미경:Mikyung 수정:Soojung 보라:Bora 아름:Areum 혜원:Hyewon 정은:Jungeun 소영:Soyoung 민정:Minjung 경희:Kyunghee " +
        "나래:Narae 주연:Juyeon 세영:Seyoung",
    ),
    young: parseNames(
      "서연:Seoyeon 서윤:Seoyun 지우:Jiwoo 서현:Seohyun 하은:Haeun 하윤:Hayun 민서:Minseo 지유:Jiyu 윤서:Yunseo 채원:Chaewon 수아:Sua " +
        "지민:Jimin 지아:Jia 다은:Daeun 은서:Eunseo 예은:Yeeun 수빈:Subin 소율:Soyul 예린:Yerin 시은:Sieun 유나:Yuna 하린:Harin 아인:Ain 가은:Gaeun",
    ),
  },
};

/** A foreigner as the bank registers them; the nationality is a code of ISO 3166-1. */
export interface Foreigner {
  readonly nationality: string;
  readonly family: string;
  readonly given: string;
  readonly sex: "M" | "F";
}

/** Foreigners who bank in English. */
export const foreigners: readonly Foreigner[] = [
  ["US", "Carter", "Emily", "F"],
  ["US", "Johnson", "Michael", "M"],
  ["US", "Nguyen", "Kevin", "M"],
  ["GB", "Hughes", "Oliver", "M"],
  ["GB", "Bennett", "Sophie", "F"],
  ["CA", "Tremblay", "Claire", "F"],
  ["AU", "Mitchell", "Jack", "M"],
  ["IN", "Sharma", "Priya", "F"],
  ["IN", "Iyer", "Arjun", "M"],
  ["PH", "Santos", "Maria", "F"],
  ["PH", "Reyes", "Paolo", "M"],
  ["VN", "Tran", "Linh", "F"],
  ["DE", "Schneider", "Lukas", "M"],
  ["FR", "Moreau", "Camille", "F"],
  ["NG", "Okafor", "Chinedu", "M"],
  ["NZ", "Walker", "Hannah", "F"],
].map(([nationality, familyName, given, sex]) => ({
  nationality: nationality as string,
  family: familyName as string,
  given: given as string,
  sex: sex as "M" | "F",
}));
