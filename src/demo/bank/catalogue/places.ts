// Where the bank is and where its customers live: real regions and cities, branches named after their districts.

/** A place with its branch. */
export interface Place {
  /** Region as the CRM writes it. */
  readonly region: string;
  /** City or district of an address. */
  readonly district: string;
  readonly street: string;
  /** City as analytics and the contact centre write it. */
  readonly city: string;
  readonly branch: string;
  /** Leading digits of the postal code. */
  readonly zip: string;
  /** Area code of landlines. */
  readonly area: string;
  readonly english: { readonly city: string; readonly branch: string };
}

const lines = `
서울특별시|마포구|월드컵로|서울|마포지점|041|02|9|Seoul|Mapo
서울특별시|강남구|테헤란로|서울|강남지점|061|02|9|Seoul|Gangnam
서울특별시|송파구|올림픽로|서울|잠실지점|055|02|8|Seoul|Jamsil
서울특별시|종로구|종로|서울|종로지점|031|02|5|Seoul|Jongno
서울특별시|영등포구|여의대로|서울|여의도지점|072|02|6|Seoul|Yeouido
서울특별시|노원구|동일로|서울|노원지점|017|02|5|Seoul|Nowon
부산광역시|해운대구|해운대로|부산|해운대지점|480|051|6|Busan|Haeundae
부산광역시|부산진구|중앙대로|부산|서면지점|472|051|5|Busan|Seomyeon
대구광역시|수성구|달구벌대로|대구|수성지점|421|053|5|Daegu|Suseong
인천광역시|연수구|송도과학로|인천|송도지점|219|032|6|Incheon|Songdo
광주광역시|서구|상무대로|광주|상무지점|619|062|4|Gwangju|Sangmu
대전광역시|유성구|대학로|대전|유성지점|341|042|4|Daejeon|Yuseong
울산광역시|남구|삼산로|울산|삼산지점|446|052|3|Ulsan|Samsan
세종특별자치시|도움로|도움로|세종|세종지점|301|044|2|Sejong|Sejong
경기도|수원시 영통구|광교로|수원|광교지점|165|031|7|Suwon|Gwanggyo
경기도|성남시 분당구|판교역로|성남|판교지점|134|031|8|Seongnam|Pangyo
경기도|고양시 일산동구|중앙로|고양|일산지점|104|031|6|Goyang|Ilsan
경기도|용인시 수지구|수지로|용인|수지지점|168|031|5|Yongin|Suji
강원특별자치도|춘천시|중앙로|춘천|춘천지점|242|033|2|Chuncheon|Chuncheon
충청북도|청주시 흥덕구|가경로|청주|청주지점|283|043|3|Cheongju|Cheongju
충청남도|천안시 서북구|불당대로|천안|천안지점|311|041|3|Cheonan|Cheonan
전북특별자치도|전주시 완산구|홍산로|전주|전주지점|549|063|3|Jeonju|Jeonju
전라남도|여수시|시청로|여수|여수지점|596|061|2|Yeosu|Yeosu
경상북도|포항시 북구|새천년대로|포항|포항지점|377|054|2|Pohang|Pohang
경상남도|창원시 성산구|중앙대로|창원|창원지점|514|055|4|Changwon|Changwon
제주특별자치도|제주시|연북로|제주|제주지점|631|064|3|Jeju|Jeju
`;

/** Places with weights by the number of customers. */
export const places: readonly (readonly [Place, number])[] = lines
  .trim()
  .split("\n")
  .map((line) => {
    const [
      region = "",
      district = "",
      street = "",
      city = "",
      branch = "",
      zip = "",
      area = "",
      weight = "1",
      latin = "",
      quarter = "",
    ] = line.split("|");
    const english = { city: latin, branch: `the ${quarter} branch` };
    return [{ region, district, street, city, branch, zip, area, english }, Number(weight)] as const;
  });

/** The place of a branch. */
export function getPlace(branch: string): Place {
  const found = places.find(([place]) => place.branch === branch);
  if (found === undefined) throw new Error(`There is no branch ${branch}.`);
  return found[0];
}
