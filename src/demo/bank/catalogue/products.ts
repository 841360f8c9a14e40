// The bank's products. Their Korean names are what CRM, analytics and contact centre all write.

/** Category of a product as the CRM writes it. */
export type ProductCategory = "DEPOSIT" | "SAVINGS" | "CARD" | "LOAN" | "FUND" | "INSURANCE";

/** A product of the bank. */
export interface BankProduct {
  readonly code: string;
  readonly name: string;
  readonly english: string;
  readonly category: ProductCategory;
  /** Last part of its page's address. */
  readonly slug: string;
  /** Steps of the online application; empty when it is sold at branches only. */
  readonly steps: readonly string[];
  readonly minAge: number;
  readonly maxAge: number;
  /** How often it is looked at and held, against the others. */
  readonly weight: number;
}

const short = ["약관 동의", "본인 인증", "정보 입력", "확인"];
const long = ["약관 동의", "본인 인증", "소득 정보", "서류 제출", "한도 조회", "확인"];
const fund = ["투자 성향 진단", "상품 설명서", "금액 입력", "확인"];

function toProduct(line: string): BankProduct {
  const [code = "", name = "", english = "", category = "", slug = "", flow = "", ages = "", weight = ""] =
    line.split("|");
  const [minAge = "0", maxAge = "120"] = ages.split("-");
  return {
    code,
    name,
    english,
    category: category as ProductCategory,
    slug,
    steps: flow === "short" ? short : flow === "long" ? long : flow === "fund" ? fund : [],
    minAge: Number(minAge),
    maxAge: Number(maxAge),
    weight: Number(weight),
  };
}

/** Everything the bank sells. */
export const products: readonly BankProduct[] = `
D101|가온 주거래통장|Gaon Everyday Account|DEPOSIT|everyday-account|short|14-120|4
D102|가온 급여통장|Gaon Salary Account|DEPOSIT|salary-account|short|19-65|5
D103|가온 연금우대통장|Gaon Pension Account|DEPOSIT|pension-account||55-120|2
D104|가온 어린이통장|Gaon Kids Account|DEPOSIT|kids-account||0-18|2
D105|가온 파킹통장|Gaon Parking Account|DEPOSIT|parking-account|short|19-120|6
D106|가온 정기예금|Gaon Time Deposit|DEPOSIT|time-deposit|short|14-120|6
D107|가온 외화보통예금|Gaon Foreign Currency Account|DEPOSIT|foreign-currency|short|19-120|3
S201|가온 자유적금|Gaon Flexible Savings|SAVINGS|flexible-savings|short|14-120|7
S202|청년 도약 적금|Youth Leap Savings|SAVINGS|youth-savings|short|19-34|6
S203|아이사랑 첫걸음 적금|First Steps Savings|SAVINGS|first-steps|short|0-18|2
S204|주택청약종합저축|Housing Subscription Savings|SAVINGS|housing-subscription|short|14-120|5
C301|가온 체크카드|Gaon Debit Card|CARD|debit-card|short|14-120|5
C302|가온 매일할인 신용카드|Gaon Daily Discount Card|CARD|daily-discount-card|long|19-120|7
C303|가온 하늘길 마일리지 카드|Gaon Skyway Miles Card|CARD|skyway-miles-card|long|24-120|5
C304|가온 십대 체크카드|Gaon Teen Card|CARD|teen-card||12-18|2
L401|가온 직장인 신용대출|Gaon Employee Loan|LOAN|employee-loan|long|23-62|7
L402|가온 전세자금대출|Gaon Jeonse Loan|LOAN|jeonse-loan|long|19-70|6
L403|가온 주택담보대출|Gaon Mortgage|LOAN|mortgage|long|25-70|6
L404|가온 마이너스통장|Gaon Overdraft|LOAN|overdraft|long|23-65|4
L405|가온 자동차대출|Gaon Car Loan|LOAN|car-loan|long|23-70|3
F501|가온 글로벌 인덱스 펀드|Gaon Global Index Fund|FUND|global-index-fund|fund|19-120|5
F502|가온 배당주 펀드|Gaon Dividend Fund|FUND|dividend-fund|fund|19-120|3
F503|가온 연금저축펀드|Gaon Pension Fund|FUND|pension-fund|fund|19-64|4
I601|가온 든든 실손보험|Gaon Medical Cover|INSURANCE|medical-cover|short|0-70|3
I602|가온 안심 운전자보험|Gaon Driver Cover|INSURANCE|driver-cover|short|19-75|3
I603|가온 여행자보험|Gaon Travel Cover|INSURANCE|travel-cover|short|19-80|4
`
  .trim()
  .split("\n")
  .map(toProduct);

/** The product with a code. */
export function getProduct(code: string): BankProduct {
  const found = products.find((product) => product.code === code);
  if (found === undefined) throw new Error(`There is no product ${code}.`);
  return found;
}

/** Products that fit an age, with their weights. */
export function listFitting(age: number): readonly (readonly [BankProduct, number])[] {
  return products
    .filter((product) => age >= product.minAge && age <= product.maxAge)
    .map((product) => [product, product.weight] as const);
}
