// A newsletter tool that the product does not have: REST, without a batch endpoint. `GET people/<number>/mails` answers
// all mails to a person, `GET mails/<id>` one of them.
import { z } from "zod";
import type { FoundRecord } from "../../../src/domains/customer/facets.js";
import { compareInstants } from "../../../src/shared/instant.js";
import type { Position } from "../../../src/shared/page.js";
import { type AskedRecord, defineSource } from "../../../src/sources/kit/define-source.js";
import { findPathSegment } from "../../../src/sources/kit/find-path-segment.js";
import { createHttpClient } from "../../../src/sources/kit/http-client.js";
import { httpUrl, secretText } from "../../../src/sources/kit/http-settings.js";
import { parseAnswer, parseItem } from "../../../src/sources/kit/parse-answer.js";

/** The tool's words for one mail. */
const mailSchema = z.object({
  id: z.string(),
  person: z.string(),
  newsletter: z.string(),
  sentAt: z.string(),
  state: z.enum(["sent", "opened", "bounced"]),
});

/** Mails that the newsletter tool sent; each is a contact. */
export const newsletter = defineSource({
  name: "newsletter",
  settings: z.object({
    NEWSLETTER_URL: httpUrl("REST service of the newsletter tool"),
    NEWSLETTER_TOKEN: secretText("Access token of the newsletter tool"),
  }),
  connect: ({ NEWSLETTER_URL, NEWSLETTER_TOKEN }) =>
    createHttpClient({ baseUrl: NEWSLETTER_URL, credentials: { kind: "bearer", token: NEWSLETTER_TOKEN } }),
  close: (client) => client.close(),
  ping: async (client, options) => {
    await client.get("status", options);
  },
  facets: {
    contacts: {
      read: async (client, asks, options) => {
        // What no path can hold has no mails.
        const wanted = asks.flatMap(({ key, page }, ask) => {
          const person = findPathSegment(key.value);
          return person === undefined ? [] : [{ ask, page, path: `people/${person}/mails` }];
        });
        const paths = [...new Set(wanted.map(({ path }) => path))];
        const answers = await client.getEach(paths, options);
        const mailsByPath = new Map(
          answers.map((answer, at) => [paths[at], answer === undefined ? [] : toMails(answer)]),
        );
        return wanted.flatMap(({ ask, page, path }) => {
          const mails = mailsByPath.get(path) ?? [];
          const misfits = mails.filter((mail) => "misfit" in mail);
          const records = mails
            .flatMap((mail) => ("misfit" in mail ? [] : [mail.record]))
            .filter((record) => page.after === undefined || isBehind(record, page.after))
            .toSorted((left, right) => compareInstants(right.occurredAt, left.occurredAt))
            .slice(0, page.limit);
          return [...misfits, ...records.map((record): AskedRecord<"contacts"> => ({ ask, record }))];
        });
      },
      readByIds: async (client, mailIds, options) => {
        const ids = mailIds.map(findPathSegment).filter((id) => id !== undefined);
        const mails = await client.getEach(
          ids.map((id) => `mails/${id}`),
          options,
        );
        return mails
          .filter((mail) => mail !== undefined)
          .flatMap((mail) => parseItem(mailSchema, mail, toFound));
      },
    },
  },
});

function toMails(answer: unknown) {
  return parseAnswer(z.array(z.unknown()), answer).flatMap((mail) => parseItem(mailSchema, mail, toFound));
}

/** From the tool's words to ours. */
function toFound({ id, person, newsletter: campaign, sentAt, state }: z.infer<typeof mailSchema>) {
  const results = { sent: "DELIVERED", opened: "OPENED", bounced: "BOUNCED" } as const;
  const found: FoundRecord<"contacts"> = {
    key: { namespace: "CRM_ID", value: person },
    record: {
      recordId: id,
      campaign,
      offer: null,
      channel: "EMAIL",
      attempt: 1,
      result: results[state],
      occurredAt: sentAt,
    },
  };
  return [found];
}

function isBehind(
  record: { recordId: string; occurredAt: string },
  { at, id, inclusive }: Position,
): boolean {
  const order = compareInstants(record.occurredAt, at);
  return order < 0 || (order === 0 && (inclusive || (id !== null && record.recordId < id)));
}
