// GraphiQL in a real browser: the key as a header, a query, and a subscription that hears of something.
import { existsSync } from 'node:fs';
import puppeteer from 'puppeteer-core';
import { assert, authorization, done, project, untilHeard, url } from './server.mjs';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(executablePath)) {
  console.log('skip: There is no Chromium.');
  process.exit(77);
}
const browser = await puppeteer.launch({
  executablePath, headless: true, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  const page = await browser.newPage();
  const [problems, strangers] = [[], []];
  // Without a key the schema is refused: the browser notes it, and nothing else.
  page.on('console', message => {
    if (message.type() === 'error' && !message.text().includes('401')) problems.push(message.text());
  });
  page.on('pageerror', error => problems.push(String(error)));
  page.on('request', request => {
    if (!request.url().startsWith(new URL(url).origin) && !request.url().startsWith('data:')) strangers.push(request.url());
  });
  await page.goto(url, { waitUntil: 'networkidle0' });

  const write = (selector, text) => page.evaluate((where, what) =>
    document.querySelector(where).CodeMirror.setValue(what), selector, text);
  const answer = () => page.evaluate(() =>
    document.querySelector('.result-window .CodeMirror').CodeMirror.getValue());
  const run = () => page.click('.graphiql-execute-button');
  const until = async (what, check) => {
    for (let attempt = 0; attempt < 100; attempt++) {
      if (check(await answer())) return;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    assert.fail(`${what}: ${await answer()} ${problems}`);
  };

  const introspected = page.waitForResponse(response =>
    response.request().postData()?.includes('__schema') && response.status() === 200, { timeout: 20_000 });
  await write('.graphiql-editor-tool .graphiql-editor:not(.hidden) .CodeMirror', JSON.stringify({ Authorization: authorization }));
  await introspected;

  await write('.graphiql-query-editor .CodeMirror', '{ viewer { role } }');
  await run();
  await until('query', text => text.includes('ADMINISTRATOR'));

  await write('.graphiql-query-editor .CodeMirror',
    `subscription { onWorkerChanged(projectId: "${project}") { worker { name } } }`);
  await run();
  await untilHeard(until('subscription', text => text.includes('onWorkerChanged')));

  assert.deepEqual(problems, []);
  assert.deepEqual(strangers, []);
  const stored = await page.evaluate(() => Object.keys(localStorage).filter(name => localStorage[name].includes('Bearer al_')));
  assert.deepEqual(stored, []);
} finally {
  await browser.close();
}
done('header, schema, query, subscription, no stranger');
