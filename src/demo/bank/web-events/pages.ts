// Pages of the bank's website and screens of its app.

/** A page or screen. */
export interface BankPage {
  readonly name: string;
  readonly title: string;
  readonly path: string;
}

/** Address of the bank's website. */
export const siteUrl = "https://www.gaonbank.example";

/** Pages that anybody can see. */
export const publicPages: readonly BankPage[] = [
  { name: "Home", title: "가온은행", path: "/" },
  { name: "Products", title: "상품몰", path: "/products" },
  { name: "Branch Finder", title: "영업점 찾기", path: "/branches" },
  { name: "Exchange Rates", title: "환율 조회", path: "/exchange-rates" },
  { name: "Events", title: "이벤트", path: "/events" },
  { name: "Support", title: "고객센터", path: "/support" },
];

/** Pages behind the login. */
export const bankingPages: readonly (readonly [BankPage, number])[] = [
  [{ name: "Accounts", title: "전체 계좌 조회", path: "/banking/accounts" }, 8],
  [{ name: "Account Details", title: "거래 내역", path: "/banking/accounts/details" }, 7],
  [{ name: "Transfer", title: "이체", path: "/banking/transfer" }, 5],
  [{ name: "Cards", title: "내 카드", path: "/banking/cards" }, 3],
  [{ name: "Loans", title: "내 대출", path: "/banking/loans" }, 2],
  [{ name: "Standing Orders", title: "자동이체 관리", path: "/banking/standing-orders" }, 1],
  [{ name: "Documents", title: "증명서 발급", path: "/banking/documents" }, 1],
  [{ name: "Limits", title: "이체 한도", path: "/banking/limits" }, 1],
  [{ name: "Inbox", title: "알림함", path: "/banking/inbox" }, 3],
];

/** What people do behind the login, beside looking. */
export const bankingActions: readonly (readonly [string, number])[] = [
  ["Transfer Completed", 6],
  ["Statement Downloaded", 2],
  ["Card Blocked", 0.3],
  ["Standing Order Changed", 0.7],
  ["Support Chat Opened", 1],
  ["Limit Changed", 0.5],
  ["Notification Opened", 3],
];

/** What people type into the search field. */
export const searchTexts: readonly string[] = [
  "전세대출 금리",
  "적금 이자",
  "체크카드 발급",
  "이체 한도",
  "해외송금 수수료",
  "청약",
  "공동인증서",
  "마일리지 카드",
  "휴면계좌",
  "비밀번호 오류",
  "exchange rate",
];

/** Where visitors come from. */
export const referrers: readonly (readonly [string | null, number])[] = [
  [null, 50],
  ["https://search.naver.com/", 22],
  ["https://www.google.com/", 14],
  ["https://m.search.daum.net/", 4],
  ["https://blog.moneytalk.example/best-savings", 4],
  ["https://compare.rates.example/loans", 5],
];
