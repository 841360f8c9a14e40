// Conversations about loans.
import type { Topic } from "../topic.js";

/** Topics about loans. */
export const loanTopics: readonly Topic[] = [
  {
    name: "대출 금리 문의",
    categories: ["LOAN"],
    weight: 9,
    tones: [30, 62, 8],
    ko: {
      complaint: [
        "{product} 금리가 예고 없이 올라 이자가 {amount} 가까이 늘었다며 항의하심.",
        "금리 인하 요구권을 신청했는데 거절 사유가 한 줄뿐이라고 불만.",
        "다른 은행보다 금리가 훨씬 높다며 갈아타겠다고 하심.",
        "상담할 때 들은 금리와 약정서의 금리가 다르다고 화를 내심.",
      ],
      neutral: [
        "{product}의 현재 금리와 우대 조건을 문의하심.",
        "변동금리를 고정금리로 바꿀 수 있는지 물어보심.",
        "금리 인하 요구권 신청 방법을 문의하심.",
        "{amount|을/를} 빌리면 매달 이자가 얼마인지 계산해 달라고 하심.",
        "급여 이체를 하면 금리가 얼마나 낮아지는지 궁금해하심.",
      ],
      praise: [
        "금리 인하가 받아들여져 이자가 줄었다며 기뻐하심.",
        "조건을 알기 쉽게 비교해 줘서 결정에 도움이 되었다고 하심.",
      ],
      details: [
        "기준금리 변동 주기와 가산금리를 설명함.",
        "우대 항목 중 급여 이체와 카드 실적이 빠져 있음을 안내함.",
        "앱의 금리 계산 화면을 함께 확인함.",
        "승진으로 소득이 늘어 재신청이 가능하다고 안내함.",
      ],
    },
    en: {
      complaint: [
        "The rate of {product} went up and nobody explained why.",
        "Says another bank offers a much lower rate.",
        "The rate in the contract differs from the one that was quoted.",
      ],
      neutral: [
        "Asked for the present rate of {product}.",
        "Wants to change from a variable to a fixed rate.",
        "Asked how to apply for a lower rate after a promotion.",
      ],
      praise: ["Delighted that the request for a lower rate was accepted."],
      details: ["Explained the base rate and the margin.", "Went through the conditions for a discount."],
    },
  },
  {
    name: "대출 신청·심사",
    categories: ["LOAN"],
    weight: 8,
    tones: [32, 58, 10],
    ko: {
      complaint: [
        "{product} 심사가 {days}일째 진행 중이라고만 나와 답답하다고 하심.",
        "서류를 세 번이나 다시 내라고 해서 화가 난다고 하심.",
        "이사 날짜가 코앞인데 대출 실행이 늦어져 계약금을 잃게 생겼다고 하심.",
        "앱에서 서류 제출 단계만 가면 오류가 나서 신청을 포기했다고 하심.",
      ],
      neutral: [
        "{product} 신청에 필요한 서류를 문의하심.",
        "전세 계약 전에 한도를 먼저 조회하고 싶다고 하심.",
        "신청하다가 멈춘 {product|을/를} 이어서 진행할 수 있는지 물어보심.",
        "{branch}에서 상담 예약을 하고 싶다고 하심.",
        "배우자 소득을 합산할 수 있는지 문의하심.",
      ],
      praise: [
        "이삿날에 맞춰 대출이 나와 정말 고맙다고 하심.",
        "{branch} 직원이 서류를 꼼꼼히 챙겨 줘서 수월했다고 칭찬하심.",
      ],
      details: [
        "재직증명서와 소득금액증명원이 빠져 있어 추가 제출을 안내함.",
        "심사 담당자에게 진행 상황을 확인해 전달함.",
        "한도 조회는 신용 점수에 영향이 없다고 안내함.",
        "저장된 신청은 30일 동안 이어서 할 수 있다고 안내함.",
      ],
    },
    en: {
      complaint: [
        "The application for {product} has been under review for {days} days.",
        "Had to send the same document three times.",
        "The app fails at the document step, so the customer gave up.",
      ],
      neutral: [
        "Asked which documents a foreigner needs for {product}.",
        "Wants to go on with an application that was left half-way.",
        "Asked for an appointment at {branch}.",
      ],
      praise: ["The loan was paid out right on moving day; very thankful."],
      details: [
        "The certificate of employment is missing.",
        "An application can be resumed for 30 days.",
        "Checked the state with the credit officer.",
      ],
    },
  },
  {
    name: "중도 상환·연장",
    categories: ["LOAN"],
    weight: 4,
    tones: [22, 70, 8],
    ko: {
      complaint: [
        "중도상환수수료가 이렇게 많은 줄 몰랐다며 설명이 부족했다고 하심.",
        "만기 연장 안내를 받지 못해 연체가 될 뻔했다고 항의하심.",
        "일부 상환한 {amount|이/가} 원금에 반영되지 않았다고 하심.",
      ],
      neutral: [
        "{product} 일부를 미리 갚으면 수수료가 얼마인지 문의하심.",
        "다음 달 만기인 {product} 연장 절차를 물어보심.",
        "상여금으로 {amount|을/를} 상환하고 싶다고 하심.",
        "상환 방식을 원금균등으로 바꿀 수 있는지 문의하심.",
      ],
      praise: [
        "연장 서류를 미리 챙겨 줘서 걱정을 덜었다고 하심.",
        "수수료 면제 시기를 알려 줘서 큰돈을 아꼈다며 고마워하심.",
      ],
      details: [
        "수수료는 실행 후 3년까지라고 안내함.",
        "연장 신청은 만기 한 달 전부터 가능함.",
        "상환 후 잔액과 다음 이자를 계산해 드림.",
      ],
    },
    en: {
      complaint: [
        "Did not know that early repayment costs a fee.",
        "Was not told about the end of the term in time.",
      ],
      neutral: ["Asked for the fee of repaying {product} early.", "Wants to extend {product} by a year."],
      praise: ["Thankful for the hint that the fee ends next month."],
      details: ["The fee applies for three years.", "Extensions open a month before the end."],
    },
  },
];
