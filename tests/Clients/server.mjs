// Where the server is and how to show who asks; every script begins here.
import assert from 'node:assert/strict';

export { assert };
export const url = process.env.ACTIVELABEL_URL;
export const key = process.env.ACTIVELABEL_KEY;
export const project = process.env.ACTIVELABEL_PROJECT;
assert(url && key && project, 'Set ACTIVELABEL_URL, ACTIVELABEL_KEY and ACTIVELABEL_PROJECT.');

export const authorization = `Bearer ${key}`;
export const headers = { authorization };
export const socketUrl = url.replace(/^http/, 'ws');
export const triggerJob = `mutation Trigger($project: ID!) {
  triggerJob(input: { projectId: $project, job: RERANK }) { operation { id job } errors { ... on Error { code } } }
}`;

/** A plain request, for what a script needs beside its client. */
export async function send(query, variables) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query, variables }),
  });
  const answer = await response.json();
  assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
  return answer.data;
}

/** Lets something happen in the project until the promise is settled. */
export async function untilHeard(promise) {
  let settled = false;
  const done = promise.finally(() => { settled = true; });
  for (let attempt = 0; attempt < 50 && !settled; attempt++) {
    await new Promise(resolve => setTimeout(resolve, 200));
    if (!settled) await send(
      `mutation($p: ID!, $n: String!) { createWorker(input: { projectId: $p, name: $n, idempotencyKey: $n }) {
        worker { id } } }`,
      { p: project, n: `${process.pid}-${Math.random()}` });
  }
  return done;
}

export const workerChanged = `subscription Changed($project: ID!) {
  onWorkerChanged(projectId: $project) { cursor at worker { id name } }
}`;

export function done(what) {
  console.log(`ok: ${what}`);
  process.exit(0);
}
