// `npm run events-page`: writes the tables of docs/events.md.
import { readFile, writeFile } from "node:fs/promises";
import { renderEventsPage } from "./events-page.js";

const file = new URL("../docs/events.md", import.meta.url);
await writeFile(file, renderEventsPage(await readFile(file, "utf8")));
