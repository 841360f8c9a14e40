import { sources as productSources } from "../../../src/sources/index.js";
import { type Source, toSource } from "../../../src/sources/kit/connect-source.js";
import { newsletter } from "./newsletter.source.js";

/** The sources of the product, and one line more. */
export const sources: readonly Source[] = [...productSources, toSource(newsletter)];
