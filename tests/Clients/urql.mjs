// urql: queries by POST and GET, mutations, errors, subscriptions over graphql-transport-ws.
import { Client, cacheExchange, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import {
  assert, authorization, done, headers, project, socketUrl, triggerJob, untilHeard, url, workerChanged,
} from './server.mjs';

const socket = createClient({ url: socketUrl, webSocketImpl: WebSocket, connectionParams: { authorization } });
const forwardSubscription = request => ({
  subscribe: sink => ({ unsubscribe: socket.subscribe({ ...request, query: request.query ?? '' }, sink) }),
});
const options = {
  url,
  fetchOptions: { headers },
  exchanges: [cacheExchange, fetchExchange, subscriptionExchange({ forwardSubscription })],
};
const client = new Client({ ...options, preferGetMethod: false });
const byGet = new Client({ ...options, preferGetMethod: 'force' });

const name = 'query($project: ID!) { project(id: $project) { id name } }';
for (const each of [client, byGet]) {
  const result = await each.query(name, { project }).toPromise();
  assert.equal(result.error, undefined);
  assert.equal(result.data.project.name, 'Clients');
}

const job = await client.mutation(triggerJob, { project }).toPromise();
assert.equal(job.data.triggerJob.operation.job, 'RERANK');

const refused = await client.query('{ nothing }', {}).toPromise();
assert.equal(refused.error.graphQLErrors[0].extensions.code, 'VALIDATION_FAILED');

const heard = new Promise(resolve => client.subscription(workerChanged, { project }).subscribe(resolve));
assert.ok((await untilHeard(heard)).data.onWorkerChanged.worker.id);
done('POST, GET, mutation, error, subscription');
