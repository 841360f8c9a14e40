// Everything of one person for an export, each page by loaders of its own: nothing is remembered, nothing comes from a
// cache, and a source that does not answer is an error.
import type { AccessLogStore } from "../domains/audit/access-log.js";
import type { NoticeRegister } from "../domains/consent/notice-register.js";
import type { ExportReaders } from "../domains/rights/write-export.js";
import type { Loaders } from "./loaders.js";

/** Makes the readers of one export. */
export function createExportReaders({
  customerId,
  createLoaders,
  accessEntries,
  notices,
}: {
  readonly customerId: string;
  readonly createLoaders: () => Loaders;
  readonly notices: NoticeRegister;
  readonly accessEntries: Pick<AccessLogStore, "loadBySubjects">;
}): ExportReaders {
  const gaps = new Set<string>();
  return {
    async facet(facet, page) {
      const loaders = createLoaders();
      const records = await loaders.facet(facet, customerId, page);
      // A record that does not fit its facet is left out by the source's guard, which says so.
      for (const { name, error } of await loaders.sourceAnswers())
        if (error !== null) gaps.add(`${name}: ${error}`);
      return records;
    },
    identities: () => createLoaders().identities(customerId),
    notices,
    consentHistory: (page) => createLoaders().consentHistory(customerId, page),
    consentDuties: (page) => createLoaders().consentDuties(customerId, page),
    preferencesHistory: (page) => createLoaders().preferencesHistory(customerId, page),
    preferences: () => createLoaders().preferences(customerId),
    triggers: (page) => createLoaders().triggers(customerId, page),
    rightsRequests: (page) => createLoaders().rightsRequests(customerId, page),
    accessEntries: async (page) => (await accessEntries.loadBySubjects([{ customerId, ...page }]))[0] ?? [],
    listGaps: () => [...gaps],
  };
}
