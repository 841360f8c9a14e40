// Draws who lives together: ages, sexes and names that fit each other.
import { familyNames, foreigners } from "../catalogue/names.js";
import type { Random } from "../random.js";
import type { HouseholdDraft, PersonDraft } from "./draft.js";

type Kind =
  | "single"
  | "couple"
  | "family"
  | "singleParent"
  | "seniors"
  | "threeGenerations"
  | "foreigner"
  | "bare";

const kinds: readonly (readonly [Kind, number])[] = [
  ["single", 30],
  ["couple", 16],
  ["family", 24],
  ["singleParent", 5],
  ["seniors", 10],
  ["threeGenerations", 5],
  ["foreigner", 3.5],
  ["bare", 0.1],
];

/** Draws a household. */
export function drawHousehold(random: Random): HouseholdDraft {
  const kind = random.weighted(kinds);
  const family = random.weighted(familyNames);
  const sex = random.chance(0.6) ? "M" : "F";
  switch (kind) {
    case "single":
      return { members: [{ role: "HEAD", age: random.integer(20, random.chance(0.3) ? 78 : 45), sex }] };
    case "foreigner":
      return { members: [drawForeigner(random)] };
    case "bare":
      return { members: [{ role: "HEAD", age: random.integer(25, 70), sex, isBare: true }] };
    case "seniors":
      return { members: drawCouple(random, random.integer(63, 84)) };
    case "couple":
      return { members: drawCouple(random, random.integer(27, 60)) };
    case "singleParent": {
      const parent: PersonDraft = {
        role: "HEAD",
        age: random.integer(32, 52),
        sex: random.chance(0.3) ? "M" : "F",
        family,
      };
      return { members: [parent, ...drawChildren(random, parent, random.integer(1, 2))] };
    }
    case "family":
    case "threeGenerations": {
      const couple = drawCouple(random, random.integer(31, 56));
      const children = drawChildren(random, couple[0] as PersonDraft, random.integer(1, 3));
      const parents = kind === "family" ? [] : drawParents(random, couple[0] as PersonDraft);
      return { members: [...couple, ...children, ...parents] };
    }
  }
}

function drawCouple(random: Random, age: number): PersonDraft[] {
  const family = random.weighted(familyNames);
  const headIsMan = random.chance(0.7);
  return [
    { role: "HEAD", age, sex: headIsMan ? "M" : "F", family },
    // Korean spouses keep their own family name.
    { role: "PARTNER", age: Math.max(20, age + random.integer(-5, 3)), sex: headIsMan ? "F" : "M" },
  ];
}

function drawChildren(random: Random, parent: PersonDraft, count: number): PersonDraft[] {
  const eldest = Math.max(1, parent.age - random.integer(26, 34));
  return Array.from({ length: count }, (_, index) => ({
    role: "CHILD" as const,
    age: Math.max(0, eldest - index * random.integer(2, 4)),
    sex: random.chance(0.51) ? ("M" as const) : ("F" as const),
    ...(parent.family === undefined ? {} : { family: parent.family }),
  }));
}

function drawParents(random: Random, head: PersonDraft): PersonDraft[] {
  const age = head.age + random.integer(24, 32);
  const mother: PersonDraft = { role: "PARENT", age: Math.max(60, age - 2), sex: "F" };
  const father: PersonDraft = {
    role: "PARENT",
    age: Math.max(62, age),
    sex: "M",
    ...(head.family === undefined ? {} : { family: head.family }),
  };
  return random.chance(0.5) ? [mother] : [father, mother];
}

function drawForeigner(random: Random): PersonDraft {
  const foreigner = random.pick(foreigners);
  return { role: "HEAD", age: random.integer(23, 58), sex: foreigner.sex, foreigner };
}
