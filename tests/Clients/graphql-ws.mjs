// The reference client of graphql-transport-ws, and the close codes of the protocol.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { assert, authorization, done, project, socketUrl, untilHeard, workerChanged } from './server.mjs';

const client = createClient({
  url: socketUrl, webSocketImpl: WebSocket, connectionParams: { authorization }, retryAttempts: 0,
});

function collect(payload, count) {
  return new Promise((resolve, reject) => {
    const results = [];
    const stop = client.subscribe(payload, {
      next: result => { results.push(result); if (results.length === count) { stop(); resolve(results); } },
      error: reject,
      complete: () => resolve(results),
    });
  });
}

const [query] = await collect({ query: '{ viewer { role } }' }, 2);
assert.deepEqual(query.data, { viewer: { role: 'ADMINISTRATOR' } });

const many = await Promise.all(Array.from({ length: 25 }, () => collect({ query: '{ __typename }' }, 2)));
assert(many.every(([result]) => result.data.__typename === 'Query'));

await assert.rejects(collect({ query: '{ nothing }' }, 1), errors => errors[0].extensions.code === 'VALIDATION_FAILED');
await assert.rejects(collect({ query: '{ broken' }, 1), errors => errors[0].extensions.code === 'SYNTAX_ERROR');

const [changed] = await untilHeard(collect({ query: workerChanged, variables: { project } }, 1));
assert.ok(changed.data.onWorkerChanged.cursor);
assert.equal(changed.extensions.cursor, changed.data.onWorkerChanged.cursor);

const resume = workerChanged.replace('projectId: $project', 'projectId: $project, after: $after')
  .replace('$project: ID!', '$project: ID!, $after: String');
const [first, second] = await collect({ query: resume, variables: { project, after: 'YWZ0ZXI6MA' } }, 2);
const [next] = await collect(
  { query: resume, variables: { project, after: first.data.onWorkerChanged.cursor } }, 1);
assert.deepEqual(next.data, second.data);
await client.dispose();

/** Opens a socket, sends messages, and says with which code the server closes it. */
function closeCode(messages, protocol = 'graphql-transport-ws') {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(socketUrl, protocol);
    socket.on('open', () => messages.forEach(message =>
      socket.send(typeof message === 'string' ? message : JSON.stringify(message))));
    socket.on('close', resolve);
    socket.on('error', reject);
  });
}

const init = { type: 'connection_init', payload: { authorization } };
const subscribe = { id: '1', type: 'subscribe', payload: { query: workerChanged, variables: { project } } };
assert.equal(await closeCode(['{}']), 4400);
assert.equal(await closeCode([{ type: 'connection_init', payload: { authorization: 'Bearer al_none' } }]), 4401);
assert.equal(await closeCode([subscribe]), 4401);
assert.equal(await closeCode([]), 4408);
assert.equal(await closeCode([init, subscribe, subscribe]), 4409);
assert.equal(await closeCode([init, init]), 4429);
await assert.rejects(closeCode([], 'graphql-ws'), /400/);
done('query, errors, 25 at once, subscription, resume, close codes');
