// Rules that hold between settings. Each answers a line that begins with the name of the setting to mend.

/** The mistakes that no single setting shows; `missingSources` are the variables of sources that were not given. */
export function findRuleMistakes(
  input: Readonly<Record<string, unknown>>,
  missingSources: readonly string[],
): readonly string[] {
  const mistakes: string[] = [];
  const isSet = (name: string) => input[name] !== undefined;
  if (isSet("OIDC_ISSUER") && !isSet("OIDC_AUDIENCE"))
    mistakes.push("OIDC_AUDIENCE: is needed with OIDC_ISSUER.");
  if (isSet("OIDC_AUDIENCE") && !isSet("OIDC_ISSUER"))
    mistakes.push("OIDC_ISSUER: is needed with OIDC_AUDIENCE.");
  if (input["NODE_ENV"] === "production") {
    for (const name of ["OIDC_ISSUER", "DATABASE_URL"]) {
      if (!isSet(name))
        mistakes.push(`${name}: is needed with NODE_ENV=production, which never uses the demo bank.`);
    }
    for (const name of missingSources) {
      mistakes.push(`${name}: is needed with NODE_ENV=production, which never uses the demo bank.`);
    }
  }
  if (input["ROLE"] === "worker" && isSet("WEB_CONCURRENCY"))
    mistakes.push("WEB_CONCURRENCY: is for processes that answer, which a worker (ROLE) does not.");
  if (input["ROLE"] === "gateway" || input["ROLE"] === "worker") {
    for (const name of ["DATABASE_URL", ...missingSources]) {
      if (!isSet(name))
        mistakes.push(`${name}: is needed with ROLE, since processes share what they stand on.`);
    }
  }
  if (input["NODE_ENV"] === "production" && !isSet("PERSONAL_DATA_KEYS"))
    mistakes.push(
      "PERSONAL_DATA_KEYS: is needed with NODE_ENV=production, which never makes keys of its own.",
    );
  const ofPages = listWriteKeys(input["WRITE_KEYS"]);
  if (listWriteKeys(input["SERVER_WRITE_KEYS"]).some((key) => ofPages.includes(key)))
    mistakes.push("SERVER_WRITE_KEYS: a key of WRITE_KEYS cannot be a server's too.");
  // OIDC_AUDIENCE without its issuer in production would name the issuer twice.
  return [...new Map(mistakes.map((line) => [line.slice(0, line.indexOf(":")), line])).values()];
}

function listWriteKeys(text: unknown): readonly string[] {
  return typeof text === "string" ? text.split(",").map((part) => part.slice(part.indexOf("=") + 1)) : [];
}
