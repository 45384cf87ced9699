// The audit suite of GraphQL over HTTP: every MUST and SHOULD passes.
import { serverAudits } from 'graphql-http';
import { assert, done, headers, url } from './server.mjs';

const audits = serverAudits({
  url,
  fetchFn: (input, init) => fetch(input, { ...init, headers: { ...init?.headers, ...headers } }),
});
const counts = {};
const failed = [];
for (const audit of audits) {
  const result = await audit.fn();
  counts[result.status] = (counts[result.status] ?? 0) + 1;
  if (result.status !== 'ok') {
    const line = `${result.status} ${audit.id} ${audit.name}: ${result.reason}`;
    console.log(line);
    if (!audit.name.startsWith('MAY')) failed.push(line);
  }
}
assert(audits.length > 50, 'The audit suite is empty.');
assert.deepEqual(failed, []);
done(`${audits.length} audits, ${JSON.stringify(counts)}`);
