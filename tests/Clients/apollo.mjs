// Apollo Client: normalised cache by global id, connections that grow, errors, subscriptions.
import apollo from '@apollo/client/core/core.cjs';
import subscriptions from '@apollo/client/link/subscriptions/subscriptions.cjs';
import utilities from '@apollo/client/utilities/utilities.cjs';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import {
  assert, authorization, done, headers, project, send, socketUrl, triggerJob, untilHeard, url, workerChanged,
} from './server.mjs';

const { ApolloClient, HttpLink, InMemoryCache, gql, split } = apollo;
const { getMainDefinition, relayStylePagination } = utilities;
const socket = createClient({ url: socketUrl, webSocketImpl: WebSocket, connectionParams: { authorization } });
const isSubscription = ({ query }) => getMainDefinition(query).operation === 'subscription';
const client = new ApolloClient({
  link: split(isSubscription, new subscriptions.GraphQLWsLink(socket), new HttpLink({ uri: url, headers })),
  cache: new InMemoryCache({
    possibleTypes: { Node: ['Project', 'Item', 'Task', 'Judgement', 'Worker', 'ModelVersion', 'Operation'] },
    typePolicies: { Query: { fields: { items: relayStylePagination(['projectId', 'where', 'order']) } } },
  }),
});

const Items = gql`query Items($project: ID!, $after: String) {
  items(projectId: $project, first: 4, after: $after) {
    edges { cursor node { id externalId } } pageInfo { hasNextPage endCursor hasPreviousPage startCursor } } }`;
const pages = client.watchQuery({ query: Items, variables: { project } });
const first = await pages.result();
assert.equal(first.data.items.edges.length, 4);
await pages.fetchMore({ variables: { after: first.data.items.pageInfo.endCursor } });
const both = pages.getCurrentResult().data.items.edges.map(edge => edge.node.externalId);
assert.deepEqual(both, Array.from({ length: 8 }, (_, index) => `item-${index}`));

// One object, two queries: the id is the same everywhere.
const id = first.data.items.edges[0].node.id;
await client.query({ query: gql`query($id: ID!) { node(id: $id) { id ... on Item { state } } }`, variables: { id } });
const cached = client.cache.extract()[`Item:${id}`];
assert.equal(cached.externalId, 'item-0');
assert.ok(cached.state);

const job = await client.mutate({ mutation: gql(triggerJob), variables: { project } });
assert.equal(job.data.triggerJob.operation.job, 'RERANK');

const refused = await client.query({
  query: gql`query { items(projectId: "none") { nodes { id } } }`, errorPolicy: 'all',
});
assert.equal(refused.errors[0].extensions.code, 'NOT_FOUND');

const heard = new Promise((resolve, reject) => client
  .subscribe({ query: gql(workerChanged), variables: { project } }).subscribe({ next: resolve, error: reject }));
assert.ok((await untilHeard(heard)).data.onWorkerChanged.worker.id);
await send('{ __typename }');
done('connection, cache, mutation, error, subscription');
