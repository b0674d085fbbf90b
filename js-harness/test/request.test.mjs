/** `kuma-gapi request` with the module that `make build` made. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { runCommand } from './run-command.mjs';

const cwd = fileURLToPath(new URL('fixtures/shop', import.meta.url));
const run = (...args) => runCommand(['request', '-f', 'gateway.yaml', '-f', 'routes.yaml', ...args], { cwd, env: { KUMA_GAPI_MODULE: '' } });

test('a trace has the listener, the rule with its line, the filter, the backend, and why the others did not take it', async () => {
  const { stdout, code } = await run('http://shop.example.com/cart/items?page=2', '-H', 'x-env: beta');
  assert.equal(
    stdout,
    `GET http://shop.example.com/cart/items?page=2
x-env: beta

  listener open of Gateway shop/edge, port 80, for all hosts  gateway.yaml:16:11
  rule     HTTPRoute shop/cart, spec.rules[0].matches[0]  routes.yaml:12:7
  filter   URLRewrite  routes.yaml:16:13
→ Service shop/cart-v2, port 8080
  path     /v2/items?page=2
  host     shop.example.com

Other rules
  HTTPRoute shop/admin  routes.yaml:36:9
    the route is attached to listener \`admin\`, but the request belongs to listener \`open\` (all hosts)
  HTTPRoute shop/cart, spec.rules[1]  routes.yaml:21:5
    it fits, but the rule that takes the request comes first
  HTTPRoute shop/cart, spec.rules[2]  routes.yaml:26:5
    the path \`/cart/items\` is not below \`/old\`
`,
  );
  assert.equal(code, 0);
});

test('a request that no rule takes says what each rule misses', async () => {
  const { stdout } = await run('POST', 'http://shop.example.com/');
  assert.match(stdout, /^ {2}rule {5}none: no rule of this host takes the request\n→ 404\n/m);
  assert.match(stdout, /the path `\/` is not below `\/cart`/);
});

test('where Kuma does something else, both are told', async () => {
  const { stdout } = await run('http://shop.example.com/old/a?q=1');
  assert.match(stdout, /^! Kuma's data plane does something else than Gateway API asks \(location\)\n {2}asked +302 to http:\/\/shop\.example\.com\/cart\/a\?q=1 .*\n {2}done +302 to http:\/\/shop\.example\.com:80\/cart\/a /m);
});

test('JSON is the simulation', async () => {
  const { stdout } = await run('http://admin.example.com/x', '-o', 'json');
  const { entrance, dataPlane, differences } = JSON.parse(stdout);
  assert.equal(entrance.listener.name, 'admin');
  assert.deepEqual(dataPlane.backends, [{ service: 'cart_shop_svc_8080', share: 1, status: 200 }]);
  assert.deepEqual(differences, []);
});

test('a table of cases passes or fails, as text and for CI', async () => {
  const passed = await run('--cases', 'cases.yaml');
  assert.match(passed.stdout, /4 cases: 4 passed, 0 failed\n$/);
  assert.equal(passed.code, 0);
  const failed = await run('--cases', 'wrong-cases.yaml', '-o', 'junit');
  assert.match(failed.stdout, /<testsuite name="kuma-gapi request" tests="2" failures="2" errors="0">/);
  assert.match(failed.stdout, /<failure message="status is `404`, not `200`">/);
  assert.equal(failed.code, 1);
});

test("requests to the examples of Kuma's page get what the page says", async () => {
  for (const name of ['gateway-and-route', 'tls', 'service-to-service']) {
    const cases = fileURLToPath(new URL(`examples/${name}.yaml`, import.meta.url));
    const example = fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
    const { stdout, stderr } = await runCommand(['request', '-f', example, '--cases', cases], { cwd, env: { KUMA_GAPI_MODULE: '' } });
    assert.match(stdout, /: [1-9]\d* passed, 0 failed\n$/, `${name}\n${stdout}${stderr}`);
  }
});

test('what is no request is told with what to do', async () => {
  for (const [args, message] of [
    [[], /no request given/],
    [['http://shop.example.com:81/'], /no Gateway has an HTTP listener on port 81\n.*there are 80/],
    [['GET', 'http://shop.example.com/', 'more'], /more than a method and a URL: more/],
    [['http://shop.example.com/', '-H', 'x'], /x is no header/],
    [['--cases', 'gateway.yaml'], /gateway\.yaml/],
    [['http://shop.example.com/', '--gateway', 'shop/none'], /there is no Gateway `shop\/none` that is served/],
    [['http:///cart'], /`http:\/\/\/cart` is not a URL with `http:\/\/` or `https:\/\/` and a host\n.*write it as `http:\/\/shop\.example\.com\/cart`/],
    [['http://shop.example.com/', '-H', 'x: a\nb'], /the header `x` has a character that no header can have\n.*no line breaks/],
    [['http://shop.example.com/', '--target', 'kuma-2.6'], /there is no model of the data plane of `kuma-2\.6`\n.*simulate for `kuma-2\.14`/],
    [['http://shop.example.com/', '--target', 'kuma-3.0'], /there is no model of the data plane of `kuma-3\.0`/],
    [['http://cart.shop/', '--from', 'shop'], /`cart\.shop:80` does not name a Service with that port/],
  ]) {
    const { stderr, code } = await run(...args);
    assert.match(stderr, message);
    assert.equal(code, 2);
  }
});

test('the contract has what a simulation has', async () => {
  const schema = JSON.parse(readFileSync(new URL('../../pkg/contract.schema.json', import.meta.url)));
  const { default: Ajv } = await import('ajv/dist/2020.js');
  const ajv = new Ajv({ strict: false });
  ajv.addSchema(schema, 'contract');
  const fits = ajv.getSchema('contract#/$defs/Simulation');
  for (const url of ['http://shop.example.com/cart', 'http://shop.example.com/old/a', 'http://none.example.com/', 'https://shop.example.com/']) {
    const { stdout } = await run(url, '-o', 'json');
    if (stdout) assert.ok(fits(JSON.parse(stdout)), JSON.stringify(fits.errors));
  }
});
