// The report of the monthly review as a page for people, in Korean or English.
import type { ReviewReason } from "../domains/audit/access-review.js";
import type { ReportedFinding, ReviewReport } from "./review-report.js";

/** A language of the report. */
export type ReviewLanguage = "ko" | "en";

interface Words {
  readonly title: (month: string) => string;
  readonly summary: (report: ReviewReport) => string;
  readonly names: Readonly<Record<ReviewReport["names"], string>>;
  readonly noFindings: string;
  readonly columns: readonly [account: string, roles: string, reason: string, entries: string];
  readonly reasons: Readonly<Record<ReviewReason, (finding: ReportedFinding) => string>>;
  readonly proof: string;
  readonly review: readonly string[];
}

const korea = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Asia/Seoul",
  dateStyle: "short",
  timeStyle: "short",
});
const number = (value: number | null) => String(Math.round((value ?? 0) * 10) / 10);
const hour = ({ from }: ReportedFinding) => (from === null ? "" : korea.format(new Date(from)));

const words: Readonly<Record<ReviewLanguage, Words>> = {
  ko: {
    title: (month) => `개인정보 접속기록 월간 점검 보고서 ${month}`,
    summary: ({ accounts, entries, findings }) =>
      `계정 ${String(accounts)}개, 접속기록 ${String(entries)}건, 확인이 필요한 사항 ${String(findings.length)}건. 시각은 한국 표준시입니다.`,
    names: {
      COMPARED: "계정과 정보주체의 성씨를 비교했습니다.",
      NO_ACCOUNT_NAMES: "성씨가 알려진 계정이 없어 성씨를 비교하지 못했습니다.",
      SOURCE_DOWN: "CRM이 응답하지 않아 성씨를 비교하지 못했습니다. 나중에 다시 실행하십시오.",
    },
    noFindings: "확인이 필요한 사항이 없습니다.",
    columns: ["계정", "역할", "사유", "접속기록"],
    reasons: {
      VOLUME_OWN: ({ count, usual }) =>
        `조회량 ${String(count)}건: 본인의 이전 월 중앙값 ${number(usual)}건보다 많음`,
      VOLUME_ROLE: ({ count, usual }) =>
        `조회량 ${String(count)}건: 같은 역할의 중앙값 ${number(usual)}건보다 많음`,
      OFF_HOURS: ({ count }) => `업무 시간 외(20–08시, 주말) 접속 ${String(count)}건`,
      BULK: (finding) => `한 시간 안에 서로 다른 정보주체 ${String(finding.count)}명 (${hour(finding)}부터)`,
      HANDED_OUT: ({ count }) => `내려받기 또는 삭제 ${String(count)}건`,
      DENIED: ({ count }) => `거부된 접속 시도 ${String(count)}건`,
      OWN_NAME: ({ count, usual }) =>
        `본인과 같은 성씨의 정보주체 ${String(count)}명 (우연이라면 약 ${number(usual)}명)`,
    },
    proof: "이 보고서는 누구의 잘못도 입증하지 않으며, 어디를 확인해야 하는지를 알려 줍니다.",
    review: ["점검자:", "점검일:", "조치:"],
  },
  en: {
    title: (month) => `Monthly review of the access log, ${month}`,
    summary: ({ accounts, entries, findings }) =>
      `${String(accounts)} accounts, ${String(entries)} entries, ${String(findings.length)} findings. Times are Korean.`,
    names: {
      COMPARED: "Family names of accounts and persons were compared.",
      NO_ACCOUNT_NAMES: "Family names were not compared: no account's name is known.",
      SOURCE_DOWN: "Family names were not compared: the CRM did not answer. Run the report again later.",
    },
    noFindings: "There is nothing to look at.",
    columns: ["Account", "Roles", "Reason", "Entries"],
    reasons: {
      VOLUME_OWN: ({ count, usual }) =>
        `${String(count)} entries; the median of its own earlier months is ${number(usual)}`,
      VOLUME_ROLE: ({ count, usual }) =>
        `${String(count)} entries; the median of its role is ${number(usual)}`,
      OFF_HOURS: ({ count }) => `${String(count)} entries in off hours (20–08, weekends)`,
      BULK: (finding) => `${String(finding.count)} different persons within an hour (from ${hour(finding)})`,
      HANDED_OUT: ({ count }) => `${String(count)} exports or erasures`,
      DENIED: ({ count }) => `${String(count)} denied attempts`,
      OWN_NAME: ({ count, usual }) =>
        `${String(count)} persons of its own family name; by chance it would be about ${number(usual)}`,
    },
    proof: "This report proves nothing against anybody; it says where to ask.",
    review: ["Reviewed by:", "On:", "Done about it:"],
  },
};

/** The report in Markdown. */
export function describeReview(report: ReviewReport, language: ReviewLanguage): string {
  const { title, summary, names, noFindings, columns, reasons, proof, review } = words[language];
  const rows = report.findings.map((finding) =>
    toRow([
      finding.actor,
      finding.roles.join(", "),
      reasons[finding.reason](finding),
      finding.entryIds.join(" "),
    ]),
  );
  const table = rows.length === 0 ? [noFindings] : [toRow(columns), "|---|---|---|---|", ...rows];
  return [
    `# ${title(report.month)}`,
    "",
    summary(report),
    names[report.names],
    "",
    ...table,
    "",
    proof,
    "",
    ...review.map((line) => `- ${line}`),
    "",
  ].join("\n");
}

/** A row of a table; what an account calls itself must not end its cell. */
function toRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll(/\s+/g, " ")).join(" | ")} |`;
}
