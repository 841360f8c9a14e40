// Telephone and account numbers: the punctuation stays, and of the number its last two digits.
import { toCharacters } from "./characters.js";

const digit = /^[0-9]$/;

function createNumberMask(format: RegExp): (text: string) => string {
  return (text) => {
    const characters = toCharacters(text);
    const hidden = characters.filter((character) => !format.test(character)).length;
    // The last group stays hidden as a whole when two digits would be all of it.
    const lastGroup = characters.length - 1 - characters.findLastIndex((character) => format.test(character));
    const shownFrom = hidden > 4 && lastGroup > 2 ? characters.length - 2 : characters.length;
    return characters
      .map((character, at) =>
        format.test(character) || (at >= shownFrom && digit.test(character)) ? character : "*",
      )
      .join("");
  };
}

/** Hides a telephone number: `+82 10-1234-5678` becomes `+** **-****-**78`. */
export const maskPhone = createNumberMask(/^[+\s().-]$/);

/** Hides an account number: `110-234-567890` becomes `***-***-****90`. */
export const maskAccount = createNumberMask(/^[\s-]$/);
