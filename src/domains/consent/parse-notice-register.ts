// A file of privacy notices, as text, into a register; or one message that lists every mistake.
import { parse, YAMLParseError } from "yaml";
import { OperatorError } from "../../shared/operator-error.js";
import { createNoticeRegister, noticeRegisterSchema, type NoticeRegister } from "./notice-register.js";

/** Parses the YAML text of a register; `file` names it in the message. Throws OperatorError. */
export function parseNoticeRegister(text: string, file: string): NoticeRegister {
  const checked = noticeRegisterSchema.safeParse(parseYaml(text, file));
  if (checked.success) return createNoticeRegister(checked.data);
  const lines = checked.error.issues.map(
    ({ path, message }) => `  ${path.map(String).join(".")}: ${message}`,
  );
  throw new OperatorError(
    `The privacy notices ${file} (PRIVACY_NOTICES_FILE) are wrong:\n${lines.join("\n")}`,
  );
}

function parseYaml(text: string, file: string): unknown {
  try {
    // Merge keys (`<<`) let a notice say only in what it differs from another.
    return parse(text, { merge: true });
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new OperatorError(
      `The privacy notices ${file} (PRIVACY_NOTICES_FILE) are no YAML: ${error.message}`,
    );
  }
}
