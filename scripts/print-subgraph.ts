// `npm run schema:federated`: prints the schema with its federation directives, as a router asks for it.
import { graphql } from "graphql";
import { buildSchema } from "../src/graphql/build-schema.js";

const { data, errors } = await graphql({ schema: buildSchema(), source: "{ _service { sdl } }" });
if (!data) throw new AggregateError(errors ?? [], "The schema does not tell its SDL.");
const { sdl } = data["_service"] as { readonly sdl: string };
process.stdout.write(`${sdl}\n`);
