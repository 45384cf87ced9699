// The reference client of GraphQL over server-sent events, in its mode of distinct connections.
import { createClient } from 'graphql-sse';
import { assert, done, headers, project, untilHeard, url, workerChanged } from './server.mjs';

const client = createClient({ url, headers, retryAttempts: 0, singleConnection: false });

async function collect(payload, count) {
  const results = [];
  for await (const result of client.iterate(payload)) {
    results.push(result);
    if (results.length === count) break;
  }
  return results;
}

const [query] = await collect({ query: '{ viewer { role } }' });
assert.equal(query.data.viewer.role, 'ADMINISTRATOR');

const [invalid] = await collect({ query: '{ nothing }' });
assert.equal(invalid.errors[0].extensions.code, 'VALIDATION_FAILED');

const [changed] = await untilHeard(collect({ query: workerChanged, variables: { project } }, 1));
assert.ok(changed.data.onWorkerChanged.worker.name);

const stranger = createClient({ url, headers: { authorization: 'Bearer al_none' }, retryAttempts: 0 });
await assert.rejects(async () => { for await (const _ of stranger.iterate({ query: '{ __typename }' })); });
done('query, validation error, subscription, stranger');
