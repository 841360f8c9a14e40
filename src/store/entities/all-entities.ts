import { ChangePositionEntity } from "./change-position.entity.js";
import { ConsentDutyEntity } from "./consent-duty.entity.js";
import { ConsentPresentEntity } from "./consent-present.entity.js";
import { ConsentRecordEntity } from "./consent-record.entity.js";
import { ConsultationEntity } from "./consultation.entity.js";
import { CustomerEntity } from "./customer.entity.js";
import { EventEntity } from "./event.entity.js";
import { IdempotencyKeyEntity } from "./idempotency-key.entity.js";
import { IdentityLinkEntity } from "./identity-link.entity.js";
import { IdentityScanEntity } from "./identity-scan.entity.js";
import { PreferencesEntity } from "./preferences.entity.js";
import { ReactionPositionEntity } from "./reaction-position.entity.js";
import { TriggerEntity } from "./trigger.entity.js";

/** Every table of the store. */
export const allEntities = [
  CustomerEntity,
  IdentityLinkEntity,
  IdentityScanEntity,
  ConsentRecordEntity,
  ConsentPresentEntity,
  ConsentDutyEntity,
  PreferencesEntity,
  ConsultationEntity,
  TriggerEntity,
  IdempotencyKeyEntity,
  EventEntity,
  ReactionPositionEntity,
  ChangePositionEntity,
];
