// As whom PostgreSQL's programs run. They refuse uid 0; no user is made for them. As root they run as the owner of the
// data, else as `postgres`, else as `nobody`, and where that user cannot reach the folders (the project below a 0700
// home) with two capabilities that let it, by setpriv.
import { execFile } from "node:child_process";
import { readFile, realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { OperatorError } from "../../shared/operator-error.js";

/** A user by numbers. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** How a program is started: what stands before its command line, and the user that Node itself switches to. */
export interface RunAs {
  readonly prefix: readonly string[];
  readonly owner?: Owner;
  /** Who owns the files; undefined: this process's user. */
  readonly filesOwner?: Owner;
}

// Without no_setuid_fixup access(2) ignores capabilities, and PostgreSQL's programs look for each other with it.
const reachEverything = [
  "--clear-groups",
  "--inh-caps=+dac_override,+dac_read_search",
  "--ambient-caps=+dac_override,+dac_read_search",
  "--securebits=+no_setuid_fixup",
];

async function canRun(command: readonly string[], owner?: Owner): Promise<boolean> {
  const [program = "", ...rest] = command;
  return promisify(execFile)(program, rest, { ...owner, timeout: 5_000 }).then(
    () => true,
    () => false,
  );
}

async function findUnprivilegedUser(): Promise<Owner> {
  const lines = (await readFile("/etc/passwd", "utf8").catch(() => ""))
    .split("\n")
    .map((line) => line.split(":"));
  for (const name of ["postgres", "nobody"]) {
    const entry = lines.find(([user]) => user === name);
    if (entry?.[2] && entry[3]) return { uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  return { uid: 65_534, gid: 65_534 };
}

/** The first folder on the way to `path` that the user may not enter, by mode bits; undefined: it can be reached. */
export async function findClosedFolder(path: string, owner: Owner): Promise<string | undefined> {
  const folders: string[] = [];
  for (let folder = await realpath(path); ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  for (const folder of folders) {
    const { mode, uid, gid } = await stat(folder);
    const bit = uid === owner.uid ? 0o100 : gid === owner.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return folder;
  }
  return undefined;
}

/**
 * Decides how to run. `dataDir` exists; `program` is one of PostgreSQL's programs. With `diesWithParent` the kernel
 * asks PostgreSQL for a fast shutdown when this process ends in any way, where setpriv is installed.
 */
export async function decideRunAs(dataDir: string, program: string, diesWithParent: boolean): Promise<RunAs> {
  const hasSetpriv = await canRun(["setpriv", "--pdeathsig", "INT", "true"]);
  const death = diesWithParent && hasSetpriv ? ["setpriv", "--pdeathsig", "INT"] : [];
  if (process.getuid?.() !== 0) return { prefix: death };

  const { uid, gid } = await stat(dataDir);
  const owner = uid === 0 ? await findUnprivilegedUser() : { uid, gid };
  const closed =
    (await findClosedFolder(dirname(dataDir), owner)) ?? (await findClosedFolder(program, owner));
  if (closed === undefined && (await canRun([program, "--version"], owner))) {
    return { prefix: death, owner, filesOwner: owner };
  }
  const user = ["--reuid", String(owner.uid), "--regid", String(owner.gid)];
  const prefix = ["setpriv", ...death.slice(1), ...user, ...reachEverything];
  if (await canRun([...prefix, program, "--version"])) return { prefix, filesOwner: owner };
  throw new OperatorError(
    `PostgreSQL does not run as root, and user ${owner.uid} cannot enter ${closed ?? dataDir}. Open it ` +
      `(chmod o+x ${closed ?? dataDir}), start as another user, or install util-linux (setpriv).`,
  );
}
