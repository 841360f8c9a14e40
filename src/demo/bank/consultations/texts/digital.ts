// Conversations about the app, logins and fraud.
import type { Topic } from "../topic.js";

/** Topics about digital banking. */
export const digitalTopics: readonly Topic[] = [
  {
    name: "앱 로그인 장애",
    categories: [],
    weight: 9,
    tones: [46, 46, 8],
    ko: {
      complaint: [
        "업데이트 후 앱이 자꾸 꺼져서 로그인을 할 수 없다고 화를 내심.",
        "비밀번호 5회 오류로 잠겼는데 영업점에 오라고 해서 황당하다고 하심.",
        "월급날마다 앱이 느려져 답답하다고 하심.",
        "인증번호 문자가 오지 않아 {days}일째 접속을 못 하고 있다고 하심.",
        "휴대폰을 바꿨더니 인증서를 처음부터 다시 하라고 해서 짜증 난다고 하심.",
      ],
      neutral: [
        "아이디를 잊어버려 찾는 방법을 문의하심.",
        "새 휴대폰에서 앱을 등록하는 방법을 물어보심.",
        "지문 로그인을 다시 설정하고 싶다고 하심.",
        "공동인증서 갱신 방법을 문의하심.",
        "간편비밀번호 오류 횟수를 초기화해 달라고 하심.",
      ],
      praise: [
        "어르신도 따라 할 수 있게 천천히 알려 줘서 고맙다고 하심.",
        "새 앱이 훨씬 빠르고 보기 좋다고 칭찬하심.",
      ],
      details: [
        "앱을 지우고 다시 설치하도록 안내하자 정상 접속됨.",
        "본인 확인 후 오류 횟수를 초기화함.",
        "통신사 스팸 차단 설정을 확인하도록 안내함.",
        "화면 공유로 함께 인증서를 발급함.",
      ],
    },
    en: {
      complaint: [
        "The app crashes at login since the update.",
        "Locked out after five attempts and told to visit a branch.",
        "No verification message has arrived for {days} days.",
      ],
      neutral: [
        "Forgot the user name.",
        "Asked how to set up the app on a new phone.",
        "Wants to reset fingerprint login.",
      ],
      praise: [
        "Says that the new app is fast and pleasant.",
        "Thankful for patient help with the certificate.",
      ],
      details: [
        "Reinstalling the app solved it.",
        "Reset the counter after verification.",
        "Asked to check the spam filter for messages.",
      ],
    },
  },
  {
    name: "보이스피싱 의심",
    categories: [],
    weight: 4,
    tones: [24, 60, 16],
    ko: {
      complaint: [
        "검찰을 사칭한 전화에 속아 {amount|을/를} 보냈는데 지급 정지가 늦었다고 원망하심.",
        "의심 거래라며 멀쩡한 송금을 막아 하루 종일 일을 못 했다고 항의하심.",
        "내 번호로 대출 광고가 계속 온다며 정보가 샌 것이 아니냐고 하심.",
      ],
      neutral: [
        "택배 문자 링크를 눌렀다며 계좌가 안전한지 확인을 요청하심.",
        "자녀를 사칭한 메시지를 받았다고 신고하심.",
        "모르는 사람이 보낸 {amount|이/가} 들어왔다며 처리 방법을 문의하심.",
        "은행 직원이라는 전화가 진짜인지 확인하심.",
      ],
      praise: [
        "송금 직전에 전화로 막아 준 직원 덕분에 {amount|을/를} 지켰다며 울먹이며 감사해하심.",
        "의심 문자를 바로 확인해 줘서 안심된다고 하심.",
      ],
      details: [
        "전 계좌 지급 정지와 비밀번호 변경을 진행함.",
        "경찰 신고와 피해 구제 절차를 안내함.",
        "원격 제어 앱 삭제를 안내함.",
      ],
    },
    en: {
      complaint: [
        "A genuine transfer was blocked as suspicious and the whole day was lost.",
        "Sent {amount} to a fraudster and says that we reacted too late.",
      ],
      neutral: [
        "Clicked on a link in a parcel message and asks whether the account is safe.",
        "Asked whether a call from the bank was real.",
      ],
      praise: ["Our call stopped a fraud in time; the customer was in tears with relief."],
      details: ["Froze all accounts and changed the passwords.", "Explained how to report to the police."],
    },
  },
];
