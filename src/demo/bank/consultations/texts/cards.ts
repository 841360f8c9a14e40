// Conversations about cards.
import type { Topic } from "../topic.js";

/** Topics about cards. */
export const cardTopics: readonly Topic[] = [
  {
    name: "카드 분실·재발급",
    categories: ["CARD"],
    weight: 9,
    tones: [18, 70, 12],
    ko: {
      complaint: [
        "{product} 재발급을 신청한 지 {days}일이 지났는데 아직도 도착하지 않음.",
        "분실 신고를 하려는데 상담원 연결까지 20분을 기다렸다며 항의하심.",
        "재발급된 {product|이/가} 예전 주소로 배송되어 받지 못했다고 화를 내심.",
        "분실 신고 후에도 {amount} 결제가 승인되었다며 책임을 물으심.",
        "택시에 두고 내린 카드를 정지하려는데 앱이 계속 멈춘다고 불편을 호소하심.",
      ],
      neutral: [
        "{product} 분실 신고와 재발급을 요청하심.",
        "지갑을 잃어버려 카드를 모두 정지해 달라고 하심.",
        "{city}에서 카드를 잃어버린 것 같다며 최근 승인 내역을 확인하심.",
        "훼손된 {product|을/를} 새 카드로 교체하고 싶다고 하심.",
        "찾은 카드를 다시 쓸 수 있는지 문의하심.",
      ],
      praise: [
        "밤늦게 분실 신고를 했는데 바로 정지해 줘서 안심했다고 하심.",
        "재발급 카드가 이틀 만에 도착해 놀랐다고 칭찬하심.",
        "여행 중에 잃어버린 {product|을/를} 빠르게 처리해 줘서 고맙다고 하심.",
      ],
      details: [
        "본인 확인 후 즉시 사용 정지함.",
        "배송지는 자택으로 변경하고 등기 번호를 안내함.",
        "최근 승인 3건을 함께 확인했고 모르는 거래는 없음.",
        "기존 자동결제 등록을 새 카드로 옮기는 방법을 설명함.",
        "부정 사용 보상 절차와 필요한 서류를 설명함.",
      ],
    },
    en: {
      complaint: [
        "The replacement for {product} has not arrived after {days} days.",
        "Waited twenty minutes on hold to report a lost card and is angry about it.",
        "A payment of {amount} went through after the card was reported lost.",
      ],
      neutral: [
        "Reported {product} as lost and asked for a new one.",
        "Lost a wallet and wants every card blocked.",
        "Asked whether a card that was found again can be used.",
      ],
      praise: [
        "Grateful that the lost card was blocked within a minute, late at night.",
        "The new card came in two days; the customer is impressed.",
      ],
      details: [
        "Blocked the card after verification.",
        "Changed the delivery address.",
        "Went through the last three payments together.",
      ],
    },
  },
  {
    name: "카드 결제·청구",
    categories: ["CARD"],
    weight: 9,
    tones: [34, 60, 6],
    ko: {
      complaint: [
        "해지한 구독 서비스가 {product|으로/로} 계속 청구된다며 항의하심.",
        "같은 가게에서 {amount|이/가} 두 번 결제되었는데 취소가 늦다고 하심.",
        "할인을 받을 줄 알았는데 전월 실적 조건을 제대로 안내받지 못했다고 불만.",
        "명세서에 없던 연회비가 나왔다며 환불을 요구하심.",
        "해외 결제 수수료가 너무 많이 붙었다고 따지심.",
      ],
      neutral: [
        "이번 달 {product} 결제 예정 금액을 확인하심.",
        "결제일을 14일에서 25일로 바꾸고 싶다고 하심.",
        "{amount} 결제를 3개월 할부로 전환할 수 있는지 문의하심.",
        "명세서를 우편 대신 이메일로 받고 싶다고 하심.",
        "해외 온라인 결제가 거절된 이유를 문의하심.",
      ],
      praise: [
        "이중 결제를 당일에 바로 취소해 줘서 고맙다고 하심.",
        "{product} 캐시백이 알아서 들어와 매달 만족스럽다고 하심.",
      ],
      details: [
        "가맹점에 매입 취소를 요청하고 처리 예정일을 안내함.",
        "전월 실적에서 빠지는 항목을 하나씩 설명함.",
        "결제일 변경은 다음 달부터 적용된다고 안내함.",
        "할부 수수료율과 총액을 안내함.",
      ],
    },
    en: {
      complaint: [
        "Charged twice for {amount} at the same shop and the reversal is slow.",
        "A cancelled subscription keeps being charged to {product}.",
        "Complained that the foreign payment fee was never explained.",
      ],
      neutral: [
        "Asked for the amount due this month on {product}.",
        "Wants to move the payment date to the 25th.",
        "Asked why an online payment abroad was declined.",
      ],
      praise: [
        "Pleased that the double charge was reversed on the same day.",
        "Likes the cashback of {product} very much.",
      ],
      details: [
        "Requested the reversal from the merchant.",
        "Explained which purchases count for the discount.",
        "Explained fees for payments abroad.",
      ],
    },
  },
  {
    name: "한도 상향",
    categories: ["CARD"],
    weight: 4,
    tones: [25, 65, 10],
    ko: {
      complaint: [
        "한도 상향이 이유도 없이 거절됐다며 납득할 수 없다고 하심.",
        "10년 넘게 거래했는데 한도가 너무 낮다고 서운해하심.",
        "결혼식 비용 결제 중 한도 초과로 망신을 당했다고 화를 내심.",
      ],
      neutral: [
        "{product} 이용 한도를 {amount} 더 올려 달라고 하심.",
        "병원비 결제를 위해 임시 한도 상향을 요청하심.",
        "현재 남은 한도와 상향에 필요한 서류를 문의하심.",
        "자녀에게 준 카드의 한도를 낮추고 싶다고 하심.",
      ],
      praise: [
        "임시 한도를 바로 올려 줘서 급한 병원비를 낼 수 있었다며 감사해하심.",
        "심사가 빨라서 편했다고 하심.",
      ],
      details: [
        "소득 증빙을 앱으로 제출하는 방법을 안내함.",
        "임시 상향은 다음 결제일까지라고 안내함.",
        "신용 평가 결과는 {days}일 안에 문자로 알려드리기로 함.",
      ],
    },
    en: {
      complaint: [
        "The limit increase was declined without a reason.",
        "A payment failed at a hotel because the limit is too low.",
      ],
      neutral: [
        "Asked for a higher limit on {product}.",
        "Needs a temporary increase for a hospital bill.",
        "Asked which documents are needed for an increase.",
      ],
      praise: ["Happy that the temporary increase took only minutes."],
      details: [
        "Explained how to send proof of income in the app.",
        "The increase ends with the next payment date.",
      ],
    },
  },
];
