// What people's rights work with: erasing, telling the sources, exporting.
import { emptyNoticeRegister } from "../domains/consent/notice-register.js";
import { facetNames, facets, type FacetName } from "../domains/customer/facets.js";
import type { ErasureParts } from "../domains/rights/erase-personal-data.js";
import type { ExportParts } from "../domains/rights/export-personal-data.js";
import { createLoaders } from "../loaders/create-loaders.js";
import { createExportReaders } from "../loaders/export-readers.js";
import { createCertificateSigner } from "../security/sign-certificate.js";
import { createExportCipher } from "../security/seal-export.js";
import type { Clock } from "../shared/clock.js";
import type { ConnectedSource } from "../sources/kit/define-source.js";
import type { Store } from "../store/create-store.js";
import type { AppOptions } from "./app-options.js";

/** For one page of an export. */
const exportDeadlineMs = 30_000;

/** What erasing, and telling sources, works with. */
export function toErasureParts(
  { sources, rights, keyRing }: AppOptions,
  store: Store,
  clock: Clock,
): ErasureParts {
  return {
    unitOfWork: store.unitOfWork,
    clock,
    erasures: store.erasures,
    notices: store.rightsNotices,
    sign: createCertificateSigner(keyRing),
    sources: sources.map((source) => ({
      name: source.name,
      namespaces: listFacets(source).flatMap((name) => facets[name].keys.map(({ namespace }) => namespace)),
      hasAddress: rights?.addresses.has(source.name) ?? false,
    })),
  };
}

/** What exporting works with: loaders of its own for each page, which neither hurry nor remember. */
export function toExportParts(
  { sources, rights, keyRing, notices = emptyNoticeRegister }: AppOptions,
  store: Store,
  clock: Clock,
): ExportParts {
  return {
    unitOfWork: store.unitOfWork,
    clock,
    exports: store.personalExports,
    cipher: createExportCipher(keyRing),
    findCustomer: async (id) => (await store.identities.loadCustomers([id])).get(id),
    createReaders: (customerId) =>
      createExportReaders({
        customerId,
        accessEntries: store.accessEntries,
        notices,
        createLoaders: () =>
          createLoaders({
            sources,
            stores: store,
            readTimeoutMs: exportDeadlineMs,
            clock,
            isBackground: true,
          }),
      }),
    sources: sources.map((source) => ({ name: source.name, facets: listFacets(source) })),
    lifetimeHours: rights?.exportLifetimeHours ?? 24,
  };
}

function listFacets(source: ConnectedSource): readonly FacetName[] {
  return facetNames.filter((name) => source.facets[name] !== undefined);
}
