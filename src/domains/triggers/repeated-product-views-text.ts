// What an agent reads of the rule "repeated-product-views": the fact first, then what is missing.

/** Title and explanation in the customer's language: English where the locale says so, Korean otherwise. */
export function toRepeatedViewsText(
  product: string,
  views: number,
  locale: string | null,
): { readonly title: string; readonly explanation: string } {
  const count = String(views);
  if (/^en\b/i.test(locale ?? "")) {
    return {
      title: `${product}: viewed ${count} times, no application`,
      explanation: `The customer viewed "${product}" ${count} times within 24 hours and has not started an application in that time.`,
    };
  }
  return {
    title: `${product} ${count}회 조회, 신청 없음`,
    explanation: `고객이 24시간 안에 '${product}' 상품을 ${count}회 조회했지만, 그동안 신청을 시작하지 않았습니다.`,
  };
}
