import { expect, test } from "vitest";
import { fillSlots } from "./fill-slots.js";

test("a particle follows the last sound of the name before it", () => {
  const sentence = "{product|을/를} 묻고 {product|이/가} 좋다고 하심.";
  expect(fillSlots(sentence, { product: "가온 체크카드" })).toBe(
    "가온 체크카드를 묻고 가온 체크카드가 좋다고 하심.",
  );
  expect(fillSlots(sentence, { product: "가온 정기예금" })).toBe(
    "가온 정기예금을 묻고 가온 정기예금이 좋다고 하심.",
  );
});

test("after ㄹ the particle of direction is that of a vowel", () => {
  expect(fillSlots("{city|으로/로} 이사", { city: "서울" })).toBe("서울로 이사");
  expect(fillSlots("{city|으로/로} 이사", { city: "대전" })).toBe("대전으로 이사");
  expect(fillSlots("{city|으로/로} 이사", { city: "제주" })).toBe("제주로 이사");
});

test("a slot without a value leaves nothing behind", () => {
  expect(fillSlots("Asked about {product}.", {})).toBe("Asked about .");
});
