import { toStars } from "./characters.js";

/** The seventeen first-level regions of Korea, short and in full: none is small enough to tell who lives there. */
const region =
  /^(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주|충청북|충청남|전라북|전라남|경상북|경상남)(?:특별자치|특별|광역)?[시도]?(?=\s)/u;

/** Hides an address but for the region: `서울특별시 강남구 테헤란로 123` becomes `서울특별시 *** **** ***`. */
export function maskAddress(text: string): string {
  const normal = text.normalize("NFC");
  const shown = region.exec(normal)?.[0] ?? "";
  return shown + toStars(normal.slice(shown.length), /^[\s,()-]$/u);
}
