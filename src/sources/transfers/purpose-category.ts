// ISO 20022 ExternalPurpose1Code in the groups that we show. What stands in no group is OTHER.
import type { TransferCategory } from "../../domains/customer/records.js";

/** Purpose codes of each category. */
export const purposeCodesByCategory: {
  readonly [Category in Exclude<TransferCategory, "OTHER">]: readonly string[];
} = {
  SALARY: ["SALA", "PAYR", "BONU", "COMM"],
  PENSION: ["PENS", "SSBE"],
  HOUSING: ["RENT", "HLRP", "HLST", "RELG", "BLDM"],
  UTILITIES: ["UBIL", "ELEC", "GASB", "WTER", "PHON", "NWCM", "ENRG", "CBTV", "OTLC", "NWCH"],
  TAX: ["TAXS", "TAXR", "INTX", "PTXP", "VATX", "ESTX", "HSTX", "NITX", "WHLD", "GSTX"],
  EDUCATION: ["EDUC", "STDY"],
  INSURANCE: ["INSU", "INSC", "INPC", "LIFI", "HLTI", "PPTI", "LBRI", "GOVI"],
  LOAN: ["LOAN", "LOAR", "CLPR"],
  SAVINGS: ["SAVG", "INTE"],
  INVESTMENT: ["INVS", "SECU", "DIVD", "TREA", "PRME"],
  HEALTH: ["MDCS", "DNTS", "HSPC", "HLTC", "VIEW", "LTCF"],
  FAMILY: ["ALLW", "GIFT", "BECH", "ALMY", "FAND", "CCHD"],
  SHOPPING: ["GDDS", "GDSV", "DCRD", "CCRD", "EPAY", "SUBS", "ICCP", "IDCP"],
  CASH: ["CDCD", "CDCB", "CASH"],
  FEE: ["FEES", "CHRG", "FCPM", "CDBL", "BKFE"],
};

const categories = new Map<string, TransferCategory>(
  Object.entries(purposeCodesByCategory).flatMap(([category, codes]) =>
    codes.map((code): [string, TransferCategory] => [code, category as TransferCategory]),
  ),
);

/** Every code that stands in a category. */
export const groupedPurposeCodes: readonly string[] = [...categories.keys()];

/** The category of a booking; null when the bank did not say what it is for. */
export function toTransferCategory(purposeCode: string | null): TransferCategory | null {
  return purposeCode === null || purposeCode === "" ? null : (categories.get(purposeCode) ?? "OTHER");
}

/** The codes that a filter wants by name, and whether it wants those of no category too. */
export function toPurposeFilter(wanted: readonly TransferCategory[]): {
  readonly codes: readonly string[];
  readonly others: boolean;
} {
  return {
    codes: groupedPurposeCodes.filter((code) => wanted.includes(categories.get(code) ?? "OTHER")),
    others: wanted.includes("OTHER"),
  };
}
