'use strict';
// a page in headless Chromium speaks nats.ws to ws://HOST PORT, the websocket port of the broker (no_tls); SKIP without chromium
const { spawn, spawnSync } = require('node:child_process'); const http = require('node:http'); const fs = require('node:fs'); const os = require('node:os'); const path = require('node:path');
const { harness } = require('./lib.cjs');
const browser = ['chromium', 'chromium-browser', 'google-chrome'].find((name) => spawnSync(name, ['--version']).status === 0);
if (!browser) { console.log('SKIP browser-smoke: apt-get install chromium'); process.exit(0); }
const [host = '127.0.0.1', port = '8080'] = process.argv.slice(2); const h = harness(`nats.ws-in-${browser}`);

// Runs in the page: no more than this text goes there.
async function page(url) {
  const tell = (what) => fetch('/tell', { method: 'POST', body: JSON.stringify(what) });
  try {
    const { connect, StringCodec, nuid } = await import('/nats.js'); const sc = StringCodec(); const P = 'br' + nuid.next();
    const a = await connect({ servers: url }), b = await connect({ servers: url });
    const got = []; const all = (async () => { for await (const m of a.subscribe(`${P}.o`, { max: 500 })) got.push(+sc.decode(m.data)); })();
    await a.flush(); for (let i = 0; i < 500; i++) b.publish(`${P}.o`, sc.encode(String(i))); await all;
    a.subscribe(`${P}.e`, { callback: (_, m) => m.respond(m.data) }); await a.flush();
    const sizes = []; for (const n of [0, 125, 126, 65535, 65536, 300000]) sizes.push((await b.request(`${P}.e`, new Uint8Array(n).fill(7), { timeout: 4000 })).data.length);
    let code; try { await a.request(`${P}.nobody`); } catch (error) { code = error.code; }
    await a.drain(); await b.close();
    await tell({ isInOrder: got.every((n, i) => n === i) && got.length === 500, sizes, code, agent: navigator.userAgent });
  } catch (error) { await tell({ error: String(error && error.stack || error) }); }
}

(async () => {
  let told; const said = new Promise((r) => { told = r; }); let child; let exited;
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'natsx-browser-'));
  const server = http.createServer((request, response) => {
    if (request.url === '/nats.js') { response.setHeader('content-type', 'text/javascript'); response.end(fs.readFileSync(path.join(__dirname, 'node_modules/nats.ws/esm/nats.js'))); return; }
    if (request.url === '/tell') { let body = ''; request.on('data', (d) => { body += d; }).on('end', () => { response.end(); told(JSON.parse(body)); }); return; }
    response.setHeader('content-type', 'text/html'); response.end(`<!doctype html><title>natsx</title><script type="module">(${page})(${JSON.stringify(`ws://${host}:${port}`)})</script>`);
  }).listen(0, '127.0.0.1', () => {
    const args = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-breakpad', '--disable-crash-reporter', `--user-data-dir=${profile}`, `http://127.0.0.1:${server.address().port}/`];
    child = spawn(browser, args, { stdio: 'ignore' }); h.kids.push(child);
    exited = new Promise((r) => child.once('exit', (code) => { told({ error: `${browser} ended with ${code}` }); r(); }));
  });
  const r = await said; child.kill(); await exited; fs.rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  await h.step('the page connects and ends well', async () => { h.eq(r.error, undefined); console.error(r.agent); });
  await h.step('order', async () => h.assert(r.isInOrder));
  await h.step('requests of 0 .. 300 kB', async () => h.eq(r.sizes, [0, 125, 126, 65535, 65536, 300000]));
  await h.step('no responders', async () => h.eq(r.code, '503'));
  h.finish();
})();
