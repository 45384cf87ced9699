// Starts GraphiQL. The key is typed into its headers editor, sent as a header, and kept nowhere.
'use strict';

(() => {
  const address = new URL('graphql', document.baseURI).href;
  const headersAtFirst = '{\n  "Authorization": "Bearer KEY"\n}';
  const firstQuery = '# Put your key into the headers below. Then run this with Ctrl-Enter.\n\n{\n  viewer {\n'
    + '    name\n    role\n    organization {\n      name\n    }\n  }\n}\n';

  const send = (params, options, accept) => fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...options?.headers },
    body: JSON.stringify(params),
  });

  // GraphiQL parses a document only after a pause in typing: what is run now is read here.
  const isSubscription = ({ query, operationName }) => {
    const bare = query.replace(/"""[^]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*/g, ' ');
    return operationName
      ? new RegExp(`\\bsubscription\\s+${operationName}\\b`).test(bare)
      : /(?:^|\})\s*subscription\b/.test(bare);
  };

  /** Server-sent events of one response: what follows each "data:" of the type "next". */
  async function* events(response) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    try {
      let waiting = '';
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        const blocks = (waiting + part.value).split('\n\n');
        waiting = blocks.pop();
        for (const block of blocks) {
          const lines = block.split('\n');
          if (lines.includes('event: complete')) return;
          if (lines.includes('event: next'))
            yield JSON.parse(lines.find(line => line.startsWith('data: ')).slice(6));
        }
      }
    } finally {
      await reader.cancel();
    }
  }

  async function* subscribe(params, options) {
    const response = await send(params, options, 'text/event-stream');
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) yield* events(response);
    else yield await response.json();
  }

  const ask = async (params, options) =>
    (await send(params, options, 'application/graphql-response+json, application/json')).json();

  const newFetcher = () => (params, options) =>
    isSubscription(params) ? subscribe(params, options) : ask(params, options);

  // GraphiQL keeps its history with the headers of each request: here they are left out.
  const withoutHeaders = text => {
    try {
      return JSON.stringify(JSON.parse(text), (name, value) => name === 'headers' ? undefined : value);
    } catch {
      return text; // no JSON
    }
  };
  const storage = {
    get length() { return localStorage.length; },
    getItem: name => localStorage.getItem(name),
    setItem: (name, text) => localStorage.setItem(name, withoutHeaders(text)),
    removeItem: name => localStorage.removeItem(name),
    clear: () => localStorage.clear(),
  };

  const root = ReactDOM.createRoot(document.getElementById('explorer'));
  let patience;
  const show = fetcher => root.render(React.createElement(GraphiQL, {
    fetcher,
    storage,
    defaultQuery: firstQuery,
    defaultHeaders: headersAtFirst,
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    defaultEditorToolsVisibility: 'headers',
    // With another key the schema is asked for again: a new fetcher makes GraphiQL do so.
    onEditHeaders: () => { clearTimeout(patience); patience = setTimeout(() => show(newFetcher()), 700); },
  }));
  show(newFetcher());
})();
