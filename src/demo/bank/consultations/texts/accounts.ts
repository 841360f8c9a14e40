// Conversations about accounts, savings and money sent.
import type { Topic } from "../topic.js";

/** Topics about accounts and transfers. */
export const accountTopics: readonly Topic[] = [
  {
    name: "이체 오류",
    categories: [],
    weight: 8,
    tones: [42, 50, 8],
    ko: {
      complaint: [
        "월세 {amount} 자동이체가 두 번 빠져나갔다며 당장 돌려 달라고 하심.",
        "이체 완료로 나오는데 상대방은 돈을 받지 못했다고 항의하심.",
        "급한 송금인데 점검 시간이라 할 수 없었다며 화를 내심.",
        "착오 송금 반환이 {days}일째 아무 소식이 없다고 하심.",
        "매달 나가던 자동이체가 이유 없이 끊겨 연체료를 냈다고 하심.",
      ],
      neutral: [
        "다른 사람에게 잘못 보낸 {amount|을/를} 돌려받는 방법을 문의하심.",
        "이체 한도가 초과됐다는 메시지의 뜻을 물어보심.",
        "예약 이체를 취소하고 싶다고 하심.",
        "자동이체 날짜를 월급날 다음 날로 바꿔 달라고 하심.",
        "어제 보낸 돈이 어느 계좌로 갔는지 확인하심.",
      ],
      praise: [
        "잘못 보낸 {amount|을/를} 하루 만에 돌려받게 도와줘서 감사하다고 하심.",
        "자동이체 날짜를 한꺼번에 정리해 줘서 편해졌다고 하심.",
      ],
      details: [
        "수취 은행에 반환을 요청하고 접수 번호를 안내함.",
        "이중 출금을 확인해 당일 환급 처리함.",
        "점검 시간은 자정 전후 10분이라고 안내함.",
        "한도를 올리려면 OTP가 필요하다고 설명함.",
      ],
    },
    en: {
      complaint: [
        "The rent of {amount} was debited twice.",
        "The transfer shows as done but the other side received nothing.",
        "No news for {days} days about money sent to a wrong account.",
      ],
      neutral: [
        "Asked how to get back money sent to a wrong account.",
        "Wants to cancel a scheduled transfer.",
        "Asked what the message about the transfer limit means.",
      ],
      praise: ["The wrong transfer came back within a day; very grateful."],
      details: [
        "Asked the other bank to return the money.",
        "Refunded the second debit.",
        "A higher limit needs a one-time password.",
      ],
    },
  },
  {
    name: "예·적금 만기",
    categories: ["SAVINGS", "DEPOSIT"],
    weight: 7,
    tones: [14, 68, 18],
    ko: {
      complaint: [
        "{product} 만기 이자가 안내받은 것보다 적다며 따지심.",
        "우대금리 조건을 하나 놓쳤다고 이자를 깎는 건 너무하다고 하심.",
        "만기 문자를 받지 못해 한 달치 이자를 손해 봤다고 하심.",
      ],
      neutral: [
        "{product} 만기일과 받을 이자를 확인하심.",
        "만기 금액을 새 정기예금으로 자동 재예치해 달라고 하심.",
        "{product|을/를} 중간에 해지하면 이자가 얼마나 줄어드는지 문의하심.",
        "{amount|으로/로} 가입할 만한 특판이 있는지 물어보심.",
        "아이 이름으로 적금을 들려면 무엇이 필요한지 문의하심.",
      ],
      praise: [
        "목표 금액을 다 모았다며 {product|을/를} 추천해 준 직원에게 고맙다고 하심.",
        "만기 전에 먼저 전화해 줘서 좋은 금리로 갈아탔다고 만족해하심.",
        "이자가 생각보다 많아 기분이 좋다고 하심.",
      ],
      details: [
        "세후 이자를 계산해 안내함.",
        "우대 조건 충족 여부를 화면에서 함께 확인함.",
        "자동 재예치를 등록함.",
        "가족관계증명서와 기본증명서가 필요하다고 안내함.",
      ],
    },
    en: {
      complaint: [
        "The interest of {product} is lower than promised.",
        "Was not told that {product} had ended.",
      ],
      neutral: [
        "Asked for the maturity date of {product}.",
        "Wants to renew {product} for a year.",
        "Asked what happens to the interest after an early withdrawal.",
      ],
      praise: [
        "Happy with the interest and with the advice at {branch}.",
        "Thankful for the call before the end of the term.",
      ],
      details: ["Calculated the interest after tax.", "Registered the automatic renewal."],
    },
  },
  {
    name: "수수료 불만",
    categories: ["DEPOSIT"],
    weight: 5,
    tones: [72, 24, 4],
    ko: {
      complaint: [
        "ATM 수수료가 또 나갔다며 급여 이체 고객인데 왜 면제가 안 되냐고 하심.",
        "타행 이체 수수료가 아깝다며 다른 은행은 무료라고 하심.",
        "증명서 한 장에 수수료를 받는 것은 지나치다고 항의하심.",
        "{product} 수수료 면제가 언제 끝났는지 아무도 알려 주지 않았다고 하심.",
        "해외 송금에 전신료까지 붙어 {amount|이/가} 더 나갔다고 불만.",
      ],
      neutral: [
        "{product} 수수료 면제 조건을 문의하심.",
        "어제 빠져나간 수수료가 무엇인지 확인하심.",
        "창구와 앱의 수수료 차이를 물어보심.",
      ],
      praise: ["수수료를 바로 돌려줘서 기분이 풀렸다고 하심."],
      details: [
        "이번 건은 예외로 환급 처리함.",
        "면제 조건과 남은 횟수를 설명함.",
        "앱을 쓰면 수수료가 없다고 안내함.",
      ],
    },
    en: {
      complaint: [
        "Charged a cash machine fee although the salary arrives here.",
        "The fee for sending money abroad is far too high.",
        "Nobody said that the free period of {product} was over.",
      ],
      neutral: ["Asked when {product} is free of charge.", "Asked about a fee that was taken yesterday."],
      praise: ["Pleased that the fee was refunded at once."],
      details: ["Refunded this fee as an exception.", "Transfers in the app are free."],
    },
  },
  {
    name: "환전·해외송금",
    categories: [],
    weight: 5,
    tones: [20, 66, 14],
    ko: {
      complaint: [
        "유학 중인 아이에게 보낸 돈이 {days}일째 도착하지 않아 애가 탄다고 하심.",
        "앱에서 본 환율과 실제 적용된 환율이 다르다고 항의하심.",
        "공항 환전 예약이 취소된 것을 현장에서야 알았다고 화를 내심.",
      ],
      neutral: [
        "미국으로 {amount|을/를} 송금할 때 드는 비용을 문의하심.",
        "{branch}에서 달러를 바로 찾을 수 있는지 물어보심.",
        "해외에서 받을 돈의 계좌 정보와 SWIFT 코드를 확인하심.",
        "여행 가기 전에 엔화 환율 우대를 문의하심.",
      ],
      praise: ["환율 알림을 받고 좋은 때에 바꿨다며 만족해하심.", "송금이 두 시간 만에 도착했다고 좋아하심."],
      details: [
        "송금 추적 번호로 중계 은행에서 대기 중임을 확인함.",
        "환율 우대 쿠폰을 등록함.",
        "연간 송금 한도와 증빙 기준을 설명함.",
      ],
    },
    en: {
      complaint: [
        "Money sent to the United States has not arrived after {days} days.",
        "The rate applied differs from the one shown in the app.",
      ],
      neutral: [
        "Asked what it costs to send {amount} home.",
        "Asked for the SWIFT code to receive a salary from abroad.",
        "Wants to know whether {branch} has dollars in cash.",
      ],
      praise: ["The transfer arrived in two hours; great service.", "Likes the exchange rate alerts."],
      details: [
        "The payment waits at the intermediary bank.",
        "Explained the yearly limit and the documents.",
        "Registered a coupon for a better rate.",
      ],
    },
  },
  {
    name: "계좌 개설·해지",
    categories: ["DEPOSIT"],
    weight: 5,
    tones: [16, 72, 12],
    ko: {
      complaint: [
        "비대면으로 {product|을/를} 만들다가 신분증 인식이 열 번 넘게 실패했다고 하심.",
        "해지하러 {branch}까지 갔는데 서류가 부족하다며 돌려보냈다고 항의하심.",
        "한도 제한 계좌를 푸는 조건이 너무 까다롭다고 불만.",
      ],
      neutral: [
        "{product} 개설에 필요한 준비물을 문의하심.",
        "미성년 자녀 계좌를 부모가 대신 열 수 있는지 물어보심.",
        "쓰지 않는 계좌를 앱에서 해지하는 방법을 문의하심.",
        "휴면 계좌가 있는지 확인해 달라고 하심.",
      ],
      praise: [
        "앱으로 5분 만에 계좌를 만들어 신기하다고 하심.",
        "어머니 계좌 개설을 끝까지 도와준 {branch} 직원을 칭찬하심.",
      ],
      details: [
        "신분증 촬영 시 빛 반사를 피하도록 안내함.",
        "한도 제한 해제에 필요한 증빙을 설명함.",
        "남은 잔액을 옮길 계좌를 확인함.",
      ],
    },
    en: {
      complaint: [
        "The app refused the residence card ten times.",
        "Was sent away at {branch} because a document was missing.",
      ],
      neutral: [
        "Asked what a foreigner needs to open {product}.",
        "Wants to close an unused account.",
        "Asked how to lift the limit of a new account.",
      ],
      praise: ["Opened {product} in five minutes and loved it."],
      details: [
        "Explained which documents lift the limit.",
        "Confirmed the account for the remaining balance.",
      ],
    },
  },
];
