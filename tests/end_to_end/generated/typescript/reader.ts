// A reader of the registry that knows its OpenAPI document and nothing else; prints what it read as JSON.
import createClient from "openapi-fetch";
import type { components, paths } from "./registry.ts";

declare const process: { argv: string[] };


const client = createClient<paths>({ baseUrl: process.argv[2] });
const on = "2026-11-21";

const tree = await client.GET("/api/v1/tree", { params: { query: { on, depth: 1 } } });
if (tree.error) throw new Error(tree.error.title);
const majors: (string | null)[] = tree.data.results.map((node) => node.code);

const first = await client.GET("/api/v1/occupations", { params: { query: { on, under: "4-01", page_size: 5 } } });
if (first.error) throw new Error(first.error.title);
const codes: (string | null)[] = first.data.results.map((occupation) => occupation.code);
const cursor = new URL(first.data.next ?? "").searchParams.get("cursor") ?? "";
const second = await client.GET("/api/v1/occupations", { params: { query: { cursor, page_size: 5 } } });
if (second.error) throw new Error(second.error.title);
codes.push(...second.data.results.map((occupation) => occupation.code));

const missing = await client.GET("/api/v1/occupations/{code}", {
  params: { path: { code: "4-01-02-07" }, query: { on, lang: "en" } },
});
const problem: components["schemas"]["Problem"] | undefined = missing.error;

const stored: components["schemas"]["StoredCode"][] = [{ code: "4-01-02-07", on: "2021-01-01" }];
const migration = await client.POST("/api/v1/codes/migrate", { params: { query: { to: on } }, body: stored });
if (migration.error) throw new Error(migration.error.title);

const claim = await client.GET("/api/v1/eligibility", {
  params: { query: { occupation: "4-01-02-07", level: "level3", region: "530100", on: "2020-07-10" } },
});
if (claim.error) throw new Error(claim.error.title);

console.log(
  JSON.stringify({
    majors,
    codes,
    count: first.data.count,
    problem: [missing.response.status, problem?.title],
    migrated: migration.data.results.map((record) => [record.outcome, record.targets.map((target) => target.code)]),
    decisions: [...new Set(claim.data.decisions.map((line) => line.decision))].sort(),
  }),
);
