import "./monaco-workers.js";
import "graphiql/style.css";
import "./page.css";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { createRoot } from "react-dom/client";
import { createFetcher } from "./create-fetcher.js";
import { getPageConfig, toHeadersText, type PageConfig, type PageTab } from "./page-config.js";

function toDefaultTabs(
  tabs: readonly PageTab[],
  headers: string,
): { query: string; variables: string; headers: string }[] {
  return tabs.map((tab) => ({
    query: tab.query,
    variables: tab.variables ?? "",
    headers: tab.headers ?? headers,
  }));
}

/** GraphiQL prefills the query of the first tab but not its variables; on later visits it restores what was typed. */
function isFirstVisit(): boolean {
  return localStorage.getItem("graphiql:tabState") === null;
}

function Page({ config }: { readonly config: PageConfig }): React.JSX.Element {
  const headers = toHeadersText(config);
  const tabs = toDefaultTabs(config.tabs ?? [], headers);
  return (
    <GraphiQL
      fetcher={createFetcher(config)}
      defaultHeaders={headers}
      {...(tabs.length > 0 ? { defaultTabs: tabs } : {})}
      {...(isFirstVisit() && tabs[0] ? { initialVariables: tabs[0].variables } : {})}
      plugins={[HISTORY_PLUGIN]}
      defaultEditorToolsVisibility
      inputValueDeprecation
      schemaDescription
    />
  );
}

const container = document.getElementById("page");
if (container === null) throw new Error("The page has no place for GraphiQL.");
const root = createRoot(container);
try {
  root.render(<Page config={await getPageConfig()} />);
} catch (error) {
  root.render(
    <p className="notice">{error instanceof Error ? error.message : "GraphiQL could not start."}</p>,
  );
}
