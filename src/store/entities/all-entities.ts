import { AccessAccountEntity } from "./access-account.entity.js";
import { AccessEntryEntity } from "./access-entry.entity.js";
import { AccessFieldListEntity } from "./access-field-list.entity.js";
import { AccessReaderListEntity } from "./access-reader-list.entity.js";
import { AccessHeadEntity } from "./access-head.entity.js";
import { AccessSegmentEntity } from "./access-segment.entity.js";
import { ChangePositionEntity } from "./change-position.entity.js";
import { ConsentDutyEntity } from "./consent-duty.entity.js";
import { ConsentPresentEntity } from "./consent-present.entity.js";
import { ConsentRecordEntity } from "./consent-record.entity.js";
import { ConsultationEntity } from "./consultation.entity.js";
import { CustomerEntity } from "./customer.entity.js";
import { EventEntity } from "./event.entity.js";
import { EventFloorEntity } from "./event-floor.entity.js";
import { IdempotencyKeyEntity } from "./idempotency-key.entity.js";
import { IdentityLinkEntity } from "./identity-link.entity.js";
import { IdentityScanEntity } from "./identity-scan.entity.js";
import { PersonalDataKeyEntity } from "./personal-data-key.entity.js";
import { PreferencesEntity } from "./preferences.entity.js";
import { PreferencesVersionEntity } from "./preferences-version.entity.js";
import { ReactionPositionEntity } from "./reaction-position.entity.js";
import { TriggerRuleVersionEntity } from "./trigger-rule-version.entity.js";
import { ConsideredMomentEntity } from "./considered-moment.entity.js";
import { HeadRevisionEntity } from "./head-revision.entity.js";
import { RuleStateEntity } from "./rule-state.entity.js";
import { WebhookDeliveryEntity } from "./webhook-delivery.entity.js";
import { WebhookEndpointEntity } from "./webhook-endpoint.entity.js";
import { TriggerEntity } from "./trigger.entity.js";
import { ParkedEventEntity } from "./parked-event.entity.js";
import { WorkLeaseEntity } from "./work-lease.entity.js";
import { WorkerEntity } from "./worker.entity.js";
import { DeadLetterEntity } from "./dead-letter.entity.js";
import { HeldEventEntity } from "./held-event.entity.js";
import { ErasedCustomerEntity } from "./erased-customer.entity.js";
import { ErasureEntity } from "./erasure.entity.js";
import { PersonalExportEntity } from "./personal-export.entity.js";
import { PersonalExportPartEntity } from "./personal-export-part.entity.js";
import { RightsNoticeEntity } from "./rights-notice.entity.js";
import { RightsRequestEntity } from "./rights-request.entity.js";
import { RightsRequestStepEntity } from "./rights-request-step.entity.js";
import { SuppressedIdentityEntity } from "./suppressed-identity.entity.js";

/** Every table of the store. */
export const allEntities = [
  CustomerEntity,
  IdentityLinkEntity,
  IdentityScanEntity,
  HeadRevisionEntity,
  ConsentRecordEntity,
  ConsentPresentEntity,
  ConsentDutyEntity,
  PreferencesEntity,
  PreferencesVersionEntity,
  ConsultationEntity,
  TriggerEntity,
  TriggerRuleVersionEntity,
  RuleStateEntity,
  ConsideredMomentEntity,
  WebhookEndpointEntity,
  WebhookDeliveryEntity,
  IdempotencyKeyEntity,
  EventEntity,
  HeldEventEntity,
  DeadLetterEntity,
  EventFloorEntity,
  ReactionPositionEntity,
  ParkedEventEntity,
  WorkerEntity,
  WorkLeaseEntity,
  ChangePositionEntity,
  RightsRequestEntity,
  RightsRequestStepEntity,
  ErasureEntity,
  ErasedCustomerEntity,
  SuppressedIdentityEntity,
  RightsNoticeEntity,
  PersonalExportEntity,
  PersonalExportPartEntity,
  AccessHeadEntity,
  AccessSegmentEntity,
  AccessFieldListEntity,
  AccessReaderListEntity,
  AccessEntryEntity,
  AccessAccountEntity,
  PersonalDataKeyEntity,
];
