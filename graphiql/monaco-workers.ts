// Tells Monaco where its workers are: files of this origin, so that `worker-src 'self'` holds.

const workerPaths: Readonly<Record<string, string>> = {
  json: "/graphiql/workers/json.worker.js",
  graphql: "/graphiql/workers/graphql.worker.js",
};

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker(_moduleId: string, label: string): Worker {
      return new Worker(workerPaths[label] ?? "/graphiql/workers/editor.worker.js", {
        type: "module",
        name: label,
      });
    },
  },
});
