// The marketing campaigns of a year, in the order in which they run.

/** A channel of marketing as the CRM writes it. */
export type CampaignChannel = "TM" | "EM" | "SM" | "PU" | "KT" | "DM" | "BR";

/** A campaign: what is offered to whom, on which channels, how often at most. */
export interface Campaign {
  readonly name: string;
  readonly offer: string;
  readonly productCode: string;
  /** Name in web addresses (utm_campaign). */
  readonly slug: string;
  /** Day of the year of the period (0 to 364) on which it starts, and how many days it runs. */
  readonly startDay: number;
  readonly days: number;
  readonly channels: readonly (readonly [CampaignChannel, number])[];
  readonly maxAttempts: number;
  /** Share of fitting customers that are contacted. */
  readonly reach: number;
  /** Chance that the first telephone call ends with a yes; later ones fall. */
  readonly appeal: number;
}

function toCampaign(line: string): Campaign {
  const [
    name = "",
    offer = "",
    productCode = "",
    slug = "",
    start = "",
    channels = "",
    attempts = "",
    reach = "",
    appeal = "",
  ] = line.split("|");
  const [startDay = "0", days = "30"] = start.split("+");
  return {
    name,
    offer,
    productCode,
    slug,
    startDay: Number(startDay),
    days: Number(days),
    channels: channels.split(" ").map((entry) => {
      const [channel = "", weight = "1"] = entry.split(":");
      return [channel as CampaignChannel, Number(weight)] as const;
    }),
    maxAttempts: Number(attempts),
    reach: Number(reach),
    appeal: Number(appeal),
  };
}

/** The campaigns of the twelve months. */
export const campaigns: readonly Campaign[] = `
연말정산 연금저축 캠페인|연금저축펀드 세액공제 안내|F503|year-end-pension|5+40|TM:2 EM:3 PU:2|4|0.5|0.10
새해 목돈 만들기|자유적금 우대금리 연 0.5%p|S201|new-year-savings|38+35|EM:2 PU:3 KT:3 SM:1|4|0.6|0.12
설맞이 고객 감사|파킹통장 첫 달 우대금리|D105|lunar-new-year|65+20|SM:2 KT:3 DM:1 PU:2|2|0.7|0.09
신학기 자녀 금융|아이사랑 첫걸음 적금 가입 선물|S203|new-term|85+30|KT:2 SM:2 BR:1 TM:1|3|0.5|0.14
봄 이사철 대출|전세자금대출 금리 할인|L402|spring-moving|110+40|TM:3 EM:2 SM:1|6|0.55|0.09
청년 도약|청년 도약 적금 우대|S202|youth-leap|145+45|PU:4 KT:3 EM:1|4|0.9|0.16
가정의 달 든든 보험|실손보험 무료 진단|I601|family-month|160+30|TM:4 DM:1 BR:1|6|0.5|0.07
여름 휴가 카드|마일리지 카드 연회비 면제|C303|summer-miles|200+45|TM:2 EM:3 PU:3|5|0.6|0.10
해외여행 안심|여행자보험 20% 할인|I603|travel-safe|215+40|PU:3 KT:2 SM:1|3|0.5|0.13
갈아타기 특판|직장인 신용대출 갈아타기|L401|loan-switch|245+50|TM:4 SM:1 EM:1|6|0.5|0.08
추석 예금 특판|정기예금 특별금리|D106|chuseok-deposit|280+30|DM:1 SM:2 TM:2 BR:1|4|0.6|0.13
가을 내 집 마련|주택담보대출 상담 예약|L403|autumn-home|300+45|TM:3 EM:2 BR:1|6|0.4|0.07
글로벌 분산투자|글로벌 인덱스 펀드 수수료 면제|F501|global-invest|320+40|EM:3 PU:3 TM:1|4|0.5|0.08
연말 매일할인|매일할인 신용카드 캐시백|C302|year-end-card|335+30|PU:3 KT:3 TM:2|5|0.6|0.11
`
  .trim()
  .split("\n")
  .map(toCampaign);
