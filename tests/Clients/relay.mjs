// The Relay compiler on the served schema, and what it writes on a live server.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, done, headers, project, send, url } from './server.mjs';

const documents = `
graphql\`fragment app_item on Item @refetchable(queryName: "AppItemRefetch") {
  id externalId state consensus { choice confidence } }\`;
graphql\`query appItemsQuery($project: ID!) { project(id: $project) { name ...app_project } ...app_items }\`;
graphql\`fragment app_project on Project { schema { questions { key choices { key } } } }\`;
graphql\`fragment app_items on Query @argumentDefinitions(count: { type: "Int", defaultValue: 5 },
    cursor: { type: "String" }) @refetchable(queryName: "AppItemsNext") {
  items(projectId: $project, first: $count, after: $cursor) @connection(key: "app_items") {
    edges { node { ...app_item } } } }\`;
graphql\`mutation appTriggerMutation($input: TriggerJobInput!) {
  triggerJob(input: $input) { operation { id state } errors { __typename ... on Error { message code } } } }\`;
graphql\`subscription appItemSubscription($project: ID!) {
  onItemChanged(projectId: $project) { cursor item { ...app_item } } }\`;
`;

const folder = mkdtempSync(join(tmpdir(), 'relay-'));
try {
  writeFileSync(join(folder, 'schema.graphql'), await (await fetch(`${url}?sdl`, { headers })).text());
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src', 'app.js'), documents);
  writeFileSync(join(folder, 'relay.config.json'), JSON.stringify({
    src: './src',
    schema: './schema.graphql',
    language: 'javascript',
    artifactDirectory: './src/__generated__',
    persistConfig: { file: './documents.json', algorithm: 'SHA256' },
  }));
  mkdirSync(join(folder, 'src', '__generated__'));
  writeFileSync(join(folder, 'documents.json'), '{}');
  execFileSync(createRequire(import.meta.url)('relay-compiler'), ['relay.config.json'], { cwd: folder, stdio: 'pipe' });

  const compiled = Object.values(JSON.parse(readFileSync(join(folder, 'documents.json'), 'utf8')));
  assert.equal(compiled.length, 5);
  const query = compiled.find(text => text.startsWith('query appItemsQuery'));
  const data = await send(query, { project });
  assert.equal(data.items.edges.length, 5);
  assert.equal(data.items.edges[0].node.__typename, 'Item');

  const refetch = compiled.find(text => text.startsWith('query AppItemRefetch'));
  const { node } = await send(refetch, { id: data.items.edges[0].node.id });
  assert.equal(node.externalId, 'item-0');

  const next = compiled.find(text => text.startsWith('query AppItemsNext'));
  const page = await send(next, { project, count: 3, cursor: data.items.edges[4].cursor });
  assert.deepEqual(page.items.edges.map(edge => edge.node.externalId), ['item-5', 'item-6', 'item-7']);

  const mutation = compiled.find(text => text.startsWith('mutation'));
  const { triggerJob } = await send(mutation, { input: { projectId: project, job: 'RERANK' } });
  assert.equal(triggerJob.errors, null);
} finally {
  rmSync(folder, { recursive: true });
}
done('compiled a query, a connection, a refetch, a mutation and a subscription; ran them');
