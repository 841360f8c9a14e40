// Conversations about branches, personal data and marketing, and plain praise.
import type { Topic } from "../topic.js";

/** Topics about branches, personal data and marketing. */
export const branchTopics: readonly Topic[] = [
  {
    name: "개인정보 변경",
    categories: [],
    weight: 5,
    tones: [10, 80, 10],
    ko: {
      complaint: [
        "주소를 두 번이나 바꿨는데 우편물이 아직 옛집으로 간다고 하심.",
        "번호를 바꾸려면 영업점에 와야 한다는 것이 이해가 안 된다고 하심.",
      ],
      neutral: [
        "{city|으로/로} 이사하여 주소 변경을 요청하심.",
        "휴대폰 번호가 바뀌어 연락처 수정을 문의하심.",
        "영문 이름 철자를 여권과 같게 고쳐 달라고 하심.",
        "이메일 주소를 바꾸고 싶다고 하심.",
        "직장 정보를 새로 등록하려고 하심.",
      ],
      praise: ["한 번의 통화로 주소와 연락처를 모두 바꿔 편했다고 하심."],
      details: [
        "본인 확인 후 변경을 완료함.",
        "변경 내용은 다음 날부터 반영된다고 안내함.",
        "신분증 사본이 필요하다고 안내함.",
      ],
    },
    en: {
      complaint: ["Letters still go to the old address after two changes."],
      neutral: [
        "Moved to {city} and wants the address changed.",
        "Asked how to change the telephone number.",
        "Wants the name spelled as in the passport.",
      ],
      praise: ["Glad that everything was changed in one call."],
      details: ["Changed after verification.", "A copy of the residence card is needed."],
    },
  },
  {
    name: "영업점 대기",
    categories: [],
    weight: 4,
    tones: [70, 22, 8],
    ko: {
      complaint: [
        "{branch}에서 한 시간을 기다렸는데 창구가 두 개만 열려 있었다고 항의하심.",
        "점심시간에 직원이 모두 자리를 비워 아무것도 못 했다고 하심.",
        "번호표를 뽑았는데 순서를 건너뛰었다고 화를 내심.",
        "{branch}의 주차장이 좁아 20분을 돌았다고 불편을 말씀하심.",
        "집 근처 영업점이 없어져 버스를 두 번 갈아타야 한다고 하소연하심.",
      ],
      neutral: [
        "{branch} 영업 시간을 문의하심.",
        "토요일에 여는 영업점이 {city}에 있는지 물어보심.",
        "방문 예약을 할 수 있는지 문의하심.",
      ],
      praise: [
        "{branch} 경비원이 휠체어를 밀어 주며 도와줬다고 고마워하심.",
        "예약하고 갔더니 기다리지 않아 좋았다고 하심.",
      ],
      details: ["방문 예약 메뉴를 안내함.", "해당 영업점장에게 내용을 전달함.", "붐비지 않는 시간을 안내함."],
    },
    en: {
      complaint: [
        "Waited an hour at {branch} with only two counters open.",
        "Nobody at {branch} could help in English.",
      ],
      neutral: ["Asked for the opening hours of {branch}.", "Asked how to book a visit."],
      praise: ["With a booking there was no wait at all."],
      details: ["Explained the booking of visits.", "Passed the remark on to the branch manager."],
    },
  },
  {
    name: "광고 수신 거부",
    categories: [],
    weight: 3,
    tones: [48, 50, 2],
    ko: {
      complaint: [
        "수신 거부를 했는데도 광고 문자가 계속 온다며 신고하겠다고 하심.",
        "일하는 시간에 대출 권유 전화가 세 번이나 왔다고 화를 내심.",
        "밤 10시에 광고 알림이 와서 아이가 깼다고 항의하심.",
      ],
      neutral: [
        "마케팅 전화만 받지 않고 문자는 받고 싶다고 하심.",
        "이메일 광고 수신을 거부하심.",
        "어떤 동의를 했는지 확인하고 싶다고 하심.",
      ],
      praise: ["요청하자마자 광고 전화를 막아 줘서 고맙다고 하심."],
      details: [
        "전화 마케팅 동의를 철회 처리함.",
        "야간 광고 차단을 설정함.",
        "동의 내역을 앱에서 보는 방법을 안내함.",
      ],
    },
    en: {
      complaint: [
        "Still gets marketing messages after opting out.",
        "Was called three times about a loan during work.",
      ],
      neutral: ["Wants no marketing calls but messages are fine.", "Asked which consents were given."],
      praise: ["Glad that the calls stopped at once."],
      details: ["Withdrew the consent to marketing calls.", "Switched off messages at night."],
    },
  },
  {
    name: "칭찬·감사",
    categories: [],
    weight: 3,
    tones: [0, 6, 94],
    ko: {
      complaint: ["칭찬하려고 전화했는데 연결이 너무 오래 걸렸다고 하심."],
      neutral: ["직원 칭찬 글을 어디에 남기는지 문의하심."],
      praise: [
        "{branch} 직원이 비 오는 날 우산까지 빌려주었다며 감사 인사를 전하심.",
        "귀가 어두운 아버지께 글로 써 가며 설명해 준 직원을 칭찬하심.",
        "전세 사기를 걱정했는데 서류를 꼼꼼히 봐 줘서 마음이 놓였다고 하심.",
        "20년 거래했는데 이번 상담이 가장 만족스러웠다고 하심.",
        "늦은 시간까지 남아 대출 서류를 마무리해 준 직원에게 고맙다고 하심.",
        "아이가 저금통을 들고 갔는데 반갑게 맞아 줘서 행복했다고 하심.",
      ],
      details: ["해당 직원과 지점장에게 전달함.", "칭찬 게시판에 등록함."],
    },
    en: {
      complaint: ["Wanted to praise a colleague but waited too long on hold."],
      neutral: ["Asked where to leave praise for an employee."],
      praise: [
        "The staff at {branch} stayed late to finish the papers; wonderful.",
        "Best service in English in all of Korea.",
        "An employee at {branch} drew a map to the immigration office; so kind.",
      ],
      details: ["Passed on to the colleague and the manager."],
    },
  },
];
