import { startLoyalty } from "./start-loyalty.js";

const { url } = await startLoyalty(Number(process.argv[2] ?? 4001));
process.stdout.write(`The loyalty programme answers at ${url}.\n`);
