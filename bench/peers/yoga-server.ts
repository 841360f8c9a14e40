// graphql-yoga with DataLoader and pg, as its documentation recommends: default executor, parsed and validated documents cached.
import { createServer } from "node:http";
import { createSchema, createYoga } from "graphql-yoga";
import { listenAndReport } from "../contenders/contender-process.js";
import { createRequestLoaders, customerResolvers, queryResolvers, type LoadersContext } from "./loaders.js";
import { schemaText } from "./schema-text.js";

const yoga = createYoga<object, LoadersContext>({
  schema: createSchema<LoadersContext>({
    typeDefs: schemaText,
    resolvers: { Query: queryResolvers, Customer: customerResolvers },
  }),
  context: () => ({ loaders: createRequestLoaders() }),
  logging: false,
  graphiql: false,
  landingPage: false,
});
await listenAndReport(createServer((request, response) => void yoga(request, response)));
