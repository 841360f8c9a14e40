// The privacy notices of the company, each version with what depends on the notice and not on the person: what ISO/IEC TS
// 27560 wants to be told in every consent record beside the person's own answer.
import { z } from "zod";
import { enumOf, type NameOf } from "../../shared/enum-of.js";
import { toDefaultPrivacyNotice } from "./consent-defaults.js";
import { Purpose, type ConsentRecord } from "./consent.js";

const text = z.string().trim().min(1);
/** One text in both languages of the people. */
const localized = z.strictObject({ ko: text, en: text });
/** A term of the Data Privacy Vocabulary or its personal data, without its namespace. */
const term = z.string().regex(/^[A-Z][A-Za-z]+$/);
const country = z.string().regex(/^[A-Z]{2}$/);
/** ISO 8601. */
const duration = z.string().regex(/^P(?:\d+Y)?(?:\d+M)?(?:\d+D)?$/);

/** What a party does with the data. */
export const PartyRole = enumOf("CONTROLLER", "PROCESSOR", "THIRD_PARTY");
export type PartyRole = NameOf<typeof PartyRole>;

const party = z.strictObject({
  id: z.url(),
  name: localized,
  address: localized,
  country,
  email: z.email().optional(),
  phone: text.optional(),
  url: z.url().optional(),
});

const notice = z.strictObject({
  notice: text,
  versions: z.array(text).min(1),
  purposes: z.array(z.enum(Purpose)).min(1),
  title: localized,
  service: localized,
  consentType: z.enum(["ExpressedConsent", "ExplicitlyExpressedConsent", "Contract"]),
  controller: text,
  recipients: z.array(z.strictObject({ party: text, role: z.enum(PartyRole) })).min(1),
  personalData: z.array(z.strictObject({ category: term, label: localized, isRequired: z.boolean() })).min(1),
  processing: z.array(term).min(1),
  dataSource: term,
  storage: z.strictObject({
    locations: z.array(country).min(1),
    until: localized.optional(),
    duration: duration.optional(),
    deletedWithin: duration,
  }),
  geographicRestriction: localized.optional(),
  isMandatory: z.boolean(),
  ifRefused: localized,
  withdrawal: z.strictObject({ at: z.url(), how: localized }),
  rights: z.array(z.strictObject({ title: localized, at: z.url() })).min(1),
  authority: text.optional(),
});

/** The file as it is written: parties once, notices that name them by their key. */
export const noticeRegisterSchema = z
  .strictObject({ version: z.literal(1), parties: z.record(z.string(), party), notices: z.array(notice) })
  .superRefine(({ parties, notices }, context) => {
    const seen = new Set<string>();
    notices.forEach((one, n) => {
      const named = [one.controller, ...one.recipients.map((recipient) => recipient.party), one.authority];
      for (const key of named) {
        if (key !== undefined && parties[key] === undefined)
          context.addIssue({ code: "custom", path: ["notices", n], message: `there is no party ${key}` });
      }
      if (one.storage.until === undefined && one.storage.duration === undefined)
        context.addIssue({
          code: "custom",
          path: ["notices", n, "storage"],
          message: "says neither until nor duration",
        });
      for (const version of one.versions) {
        const key = JSON.stringify([one.notice, version]);
        if (seen.has(key))
          context.addIssue({
            code: "custom",
            path: ["notices", n],
            message: `version ${version} stands twice`,
          });
        seen.add(key);
      }
    });
  });

/** A person in law that takes part. */
export type NoticeParty = z.infer<typeof party>;

/** What a version of a notice says, with its parties. */
export type PrivacyNotice = Omit<z.infer<typeof notice>, "controller" | "recipients" | "authority"> & {
  readonly controller: NoticeParty;
  readonly recipients: readonly (NoticeParty & { readonly role: PartyRole })[];
  readonly authority: NoticeParty | null;
};

/** Notices by name and version. */
export interface NoticeRegister {
  /** The notice that was shown for a record; undefined when the register does not know that version. */
  find(record: Pick<ConsentRecord, "privacyNotice" | "noticeVersion" | "purpose">): PrivacyNotice | undefined;
}

/** A register of a checked file. */
export function createNoticeRegister({
  parties,
  notices,
}: z.infer<typeof noticeRegisterSchema>): NoticeRegister {
  const byName = new Map<string, PrivacyNotice>();
  const byPurpose = new Map<string, PrivacyNotice>();
  for (const one of notices) {
    const found: PrivacyNotice = {
      ...one,
      controller: parties[one.controller]!,
      recipients: one.recipients.map((recipient) => ({ ...parties[recipient.party]!, role: recipient.role })),
      authority: one.authority === undefined ? null : parties[one.authority]!,
    };
    for (const version of one.versions) {
      byName.set(JSON.stringify([one.notice, version]), found);
      for (const purpose of one.purposes) byPurpose.set(JSON.stringify([purpose, version]), found);
    }
  }
  return {
    find({ privacyNotice, noticeVersion, purpose }) {
      const named = byName.get(JSON.stringify([privacyNotice, noticeVersion]));
      // A caller who names only the version means the company's own notice of that version for the purpose.
      const isUnnamed = privacyNotice === toDefaultPrivacyNotice(noticeVersion);
      return named ?? (isUnnamed ? byPurpose.get(JSON.stringify([purpose, noticeVersion])) : undefined);
    },
  };
}

/** A register that knows no notice. */
export const emptyNoticeRegister: NoticeRegister = { find: () => undefined };
