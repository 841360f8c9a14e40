// All topics of the contact centre.
import { accountTopics } from "./texts/accounts.js";
import { cardTopics } from "./texts/cards.js";
import { digitalTopics } from "./texts/digital.js";
import { investmentTopics } from "./texts/investments.js";
import { loanTopics } from "./texts/loans.js";
import { branchTopics } from "./texts/branches.js";
import type { Topic } from "./topic.js";

/** Topics of every part of the bank. */
export const topics: readonly Topic[] = [
  ...cardTopics,
  ...loanTopics,
  ...accountTopics,
  ...investmentTopics,
  ...digitalTopics,
  ...branchTopics,
];
