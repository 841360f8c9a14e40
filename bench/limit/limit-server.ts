// The hand-written contenders as programs: plain HTTP, prepared statements, JSON by PostgreSQL. Which one is said by the
// first argument: `one`, `four` or `batched`. GET /q1/<customer id>, /q2/<id after which the page begins>, /q3/<customer id>,
// and /list/<length>:<customer ids>.
import { createServer } from "node:http";
import { Pool } from "pg";
import { listenAndReport, readDatabaseUrl } from "../contenders/contender-process.js";
import { createAnswersByFour, type AnswerText } from "./answer-by-four.js";
import { listStatement, oneStatement, type Statement } from "./one-statement.js";

const kind = process.argv[2];
const poolSize = 10;

function openPool(database: string): Pool {
  const pool = new Pool({
    connectionString: readDatabaseUrl(database),
    options: "-c timezone=UTC",
    max: poolSize,
  });
  pool.on("error", () => undefined);
  return pool;
}

function createAnswersByOne(): Readonly<Record<string, AnswerText>> {
  const pool = openPool("one");
  const toAnswer =
    (statement: Statement): AnswerText =>
    async (key) => {
      const values = [key === "" ? null : key];
      const { rows } = await pool.query<[string]>({ ...statement, values, rowMode: "array" });
      return rows[0]?.[0] ?? '{"customer":null}';
    };
  return {
    q1: toAnswer(oneStatement.q1),
    q2: toAnswer(oneStatement.q2),
    q3: toAnswer(oneStatement.q3),
    list: async (key) => {
      const [first = "", ids = ""] = key.split(":");
      const values = [ids.split(",")];
      const statement = listStatement(Number(first));
      const { rows } = await pool.query<[string]>({ ...statement, values, rowMode: "array" });
      return rows[0]?.[0] ?? "{}";
    },
  };
}

const answers: Readonly<Record<string, AnswerText>> =
  kind === "one"
    ? createAnswersByOne()
    : {
        ...createAnswersByFour(
          {
            store: openPool("one"),
            crm: openPool("crm"),
            webEvents: openPool("web_events"),
            transfers: openPool("transfers"),
            consultations: openPool("consultations"),
          },
          kind === "batched",
        ),
      };

const server = createServer((request, response) => {
  const [, workload = "", key = ""] = (request.url ?? "").split("/");
  const answer = answers[workload];
  if (answer === undefined) {
    response.writeHead(404).end();
    return;
  }
  answer(key).then(
    (data) => {
      const body = Buffer.from(`{"data":${data}}`);
      response
        .writeHead(200, { "content-type": "application/json", "content-length": body.length })
        .end(body);
    },
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      response.writeHead(500).end();
    },
  );
});
await listenAndReport(server);
