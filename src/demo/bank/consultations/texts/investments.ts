// Conversations about funds, pensions and insurance.
import type { Topic } from "../topic.js";

/** Topics about investments and insurance. */
export const investmentTopics: readonly Topic[] = [
  {
    name: "펀드·연금 상담",
    categories: ["FUND"],
    weight: 4,
    tones: [26, 58, 16],
    ko: {
      complaint: [
        "{product} 수익률이 마이너스인데 가입할 때 위험 설명이 없었다고 하심.",
        "환매를 신청했는데 입금까지 {days}일이나 걸린다고 불평하심.",
        "판매 보수가 매년 빠져나가는 줄 몰랐다고 항의하심.",
      ],
      neutral: [
        "{product}의 최근 수익률과 보수를 문의하심.",
        "연말까지 얼마를 더 넣어야 세액공제를 다 받는지 물어보심.",
        "매달 {amount}씩 적립하는 방법을 문의하심.",
        "연금저축을 다른 회사에서 옮겨올 수 있는지 확인하심.",
      ],
      praise: [
        "{product} 수익이 좋아 연금 준비에 자신이 생겼다고 하심.",
        "투자 성향을 차분히 설명해 줘서 믿음이 갔다고 칭찬하심.",
      ],
      details: [
        "투자 성향 진단을 다시 하도록 안내함.",
        "환매 기준일과 입금일을 설명함.",
        "원금 손실 가능성을 다시 안내하고 확인받음.",
      ],
    },
    en: {
      complaint: [
        "{product} lost money and the risk was never explained.",
        "The redemption takes {days} days, which is too long.",
      ],
      neutral: [
        "Asked about the fees of {product}.",
        "Wants to invest {amount} a month.",
        "Asked how much can still be deducted from tax this year.",
      ],
      praise: ["Very content with the return of {product}."],
      details: ["Explained the redemption dates.", "Repeated that capital may be lost."],
    },
  },
  {
    name: "보험 청구",
    categories: ["INSURANCE"],
    weight: 4,
    tones: [30, 54, 16],
    ko: {
      complaint: [
        "{product} 보험금 청구가 서류 미비라며 계속 미뤄진다고 하심.",
        "입원비 {amount} 중 일부만 지급되어 이유를 따져 물으심.",
        "보험료가 갱신되면서 두 배 가까이 올랐다고 항의하심.",
      ],
      neutral: [
        "{product} 보험금 청구에 필요한 서류를 문의하심.",
        "아이 골절 치료비가 보장되는지 확인하심.",
        "보험료 자동이체 계좌를 바꾸고 싶다고 하심.",
        "여행 중 도난당한 휴대폰도 보상되는지 물어보심.",
      ],
      praise: [
        "앱으로 올린 청구가 다음 날 지급되어 놀랐다고 하심.",
        "힘든 시기에 친절히 안내해 줘서 위로가 되었다고 하심.",
      ],
      details: [
        "진단서와 진료비 세부 내역서가 필요하다고 안내함.",
        "면책 기간과 자기 부담금을 설명함.",
        "청구 접수 후 {days}일 안에 지급된다고 안내함.",
      ],
    },
    en: {
      complaint: [
        "The claim under {product} keeps being delayed.",
        "Only a part of {amount} was paid and nobody says why.",
      ],
      neutral: [
        "Asked which documents a claim under {product} needs.",
        "Asked whether a stolen phone is covered.",
      ],
      praise: ["The claim was paid the next day; amazing."],
      details: ["A medical certificate is needed.", "Explained the excess."],
    },
  },
];
