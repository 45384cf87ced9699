// The schema as tools read it: a valid document, and the same by introspection.
import {
  buildClientSchema, buildSchema, getIntrospectionQuery, lexicographicSortSchema, printSchema, validateSchema,
} from 'graphql';
import { assert, done, headers, send, url } from './server.mjs';

const response = await fetch(`${url}?sdl`, { headers });
assert.match(response.headers.get('content-type'), /^text\/plain|^application\/graphql/);
const schema = buildSchema(await response.text());
assert.deepEqual(validateSchema(schema), []);

const introspected = buildClientSchema(await send(getIntrospectionQuery({ oneOf: true })));
const print = each => printSchema(lexicographicSortSchema(each));
assert.equal(print(introspected), print(schema));
done('valid, and the same by introspection');
