import { FirstTables } from "./0001-first-tables.js";
import { PersonsAndTheirLimits } from "./0002-persons-and-their-limits.js";
import { AccessLogTables } from "./0003-access-log.js";
import { NightConsentAndDuties } from "./0004-night-consent-and-duties.js";
import { PreferencesHistory } from "./0005-preferences-history.js";
import { Rights } from "./0006-rights.js";
import { SealedIdentities } from "./0007-sealed-identities.js";
import { AccessAccounts } from "./0008-access-accounts.js";
import { EventPartitions } from "./0009-event-partitions.js";
import { EventHorizon } from "./0009b-event-horizon.js";
import { Ingest } from "./0010-ingest.js";
import { ProfileChanges } from "./0011-profile-changes.js";
import { TriggerRules } from "./0013-trigger-rules.js";
import { RuleStates } from "./0013b-rule-states.js";
import { WorkTriggers } from "./0012-work-triggers.js";
import { Webhooks } from "./0015-webhooks.js";
import { HeadRevisions } from "./0016-head-revisions.js";
import { WebhookSteps } from "./0017-webhook-steps.js";
import { AccessReaderLists } from "./0018-access-reader-lists.js";
import { SilentTriggers } from "./0012-silent-triggers.js";
import { SharedWork } from "./0014-shared-work.js";

/** Every migration in the order in which they run; the name is what the database remembers. */
export const allMigrations = [
  { name: "0001-first-tables", class: FirstTables },
  { name: "0002-persons-and-their-limits", class: PersonsAndTheirLimits },
  { name: "0003-access-log", class: AccessLogTables },
  { name: "0004-night-consent-and-duties", class: NightConsentAndDuties },
  { name: "0005-preferences-history", class: PreferencesHistory },
  { name: "0006-rights", class: Rights },
  { name: "0007-sealed-identities", class: SealedIdentities },
  { name: "0008-access-accounts", class: AccessAccounts },
  { name: "0009-event-partitions", class: EventPartitions },
  { name: "0009b-event-horizon", class: EventHorizon },
  { name: "0010-ingest", class: Ingest },
  { name: "0011-profile-changes", class: ProfileChanges },
  { name: "0012-work-triggers", class: WorkTriggers },
  { name: "0012-silent-triggers", class: SilentTriggers },
  { name: "0013-trigger-rules", class: TriggerRules },
  { name: "0013b-rule-states", class: RuleStates },
  { name: "0014-shared-work", class: SharedWork },
  { name: "0015-webhooks", class: Webhooks },
  { name: "0016-head-revisions", class: HeadRevisions },
  { name: "0017-webhook-steps", class: WebhookSteps },
  { name: "0018-access-reader-lists", class: AccessReaderLists },
];
