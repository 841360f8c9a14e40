// The naming rules of CONTRIBUTING.md as a pure function: paths and texts in, one line for each broken rule out.

const bannedWords = ["service", "manager", "helper", "helpers", "util", "utils", "impl", "common", "lib"];
const suffixes = [
  "source",
  "insight",
  "reaction",
  "rule",
  "entity",
  "type",
  "input",
  "resolver",
  "bench",
  "test",
];
const kebab = "[a-z0-9]+(?:-[a-z0-9]+)*";
const filePattern = new RegExp(String.raw`^${kebab}(?:\.(?:${suffixes.join("|")}))?(?:\.test)?\.tsx?$`);
const folderPattern = new RegExp(`^${kebab}$`);
const declaration = /\b(?:class|interface|type|function|const|enum)\s+([A-Za-z]\w*)/g;
const bannedEnding = /(?:Service|Manager|Helpers?|Utils?|Impl)$/;

/** Problems of one path below `src/`, `test/` or `scripts/`. Only TypeScript files have rules of their own. */
export function listPathProblems(path: string): string[] {
  const segments = path.split("/");
  const file = segments.pop() ?? "";
  const problems: string[] = [];
  const words = [...segments, file].flatMap((segment) => segment.split(/[-._]/));
  for (const word of bannedWords) {
    if (words.includes(word))
      problems.push(`${path}: the word "${word}" says nothing about what the file is for.`);
  }
  const folder = segments.find((segment) => !folderPattern.test(segment));
  if (folder !== undefined) problems.push(`${path}: the folder "${folder}" is not kebab-case.`);
  if (/\.tsx?$/.test(file) && !filePattern.test(file)) {
    problems.push(`${path}: not kebab-case, or a suffix outside the closed list (.${suffixes.join(" .")}).`);
  }
  return problems;
}

/** Problems of the names that a text declares. */
export function listDeclarationProblems(path: string, text: string): string[] {
  const problems: string[] = [];
  for (const [keyword, name = ""] of text.matchAll(declaration)) {
    if (bannedEnding.test(name)) problems.push(`${path}: "${name}" is named by a word that says nothing.`);
    if (keyword.startsWith("interface") && /^I[A-Z][a-z]/.test(name)) {
      problems.push(`${path}: the interface "${name}" needs no prefix.`);
    }
  }
  return problems;
}
