// PostGraphile 5 over the database in which everything stands, with its default preset and views shaped for the documents.
import { createServer } from "node:http";
import { lambda, type Step } from "postgraphile/grafast";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { extendSchema } from "postgraphile/utils";
import { postgraphile } from "postgraphile";
import { listenAndReport, readDatabaseUrl } from "../contenders/contender-process.js";

const customerById = extendSchema((build) => {
  const { customer } = build.pgResources;
  if (customer === undefined) throw new Error("The view of customers is missing.");
  return {
    typeDefs: /* GraphQL */ `
      extend type Query {
        customer(id: ID!): Customer
      }
    `,
    objects: {
      Query: {
        plans: {
          customer: (_$root, { $id }) =>
            customer.get({ key: lambda($id as Step<string>, (id) => id.slice(4)) }),
        },
      },
    },
  };
});

/** The names of the documents: a column `id` stays one, lists are called what they hold. */
const names: GraphileConfig.Plugin = {
  name: "BenchNamesPlugin",
  version: "1.0.0",
  inflection: {
    replace: {
      _attributeName: (_previous, _options, { attributeName }) => attributeName,
      allRowsConnection: (_previous, _options, resource) => `${String(resource.name).replace(/^.*_/, "")}s`,
      computedAttributeListField(_previous, _options, details) {
        return this.computedAttributeField(details);
      },
    },
  },
};

const pgl = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [names, customerById],
  disablePlugins: ["NodePlugin", "PgConditionArgumentPlugin"],
  pgServices: [makePgService({ connectionString: readDatabaseUrl("one"), schemas: ["api"] })],
  schema: { defaultBehavior: "-insert -update -delete" },
  grafserv: { graphiql: false, watch: false },
});
const server = createServer();
const serv = pgl.createServ(grafserv);
await serv.addTo(server);
await listenAndReport(server);
