/** `createPreview` in Node, with the module that `make build` made: what a GUI gets of texts. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { after, describe, test } from 'node:test';

import { parse } from 'yaml';

import { certificateOf } from '../src/preview/certificate.mjs';
import { edited, editBetween } from '../src/preview/edit.mjs';
import { Engine } from '../src/preview/engine.mjs';
import { withoutHidden } from '../src/preview/hidden.mjs';
import { createPreview } from '../src/preview/node.mjs';
import { writeYaml } from '../src/render/yaml-writer.mjs';
import * as module from '../../pkg/node/kuma_gapi.js';

const root = new URL('../../', import.meta.url);
const directory = (path) =>
  readdirSync(new URL(path, root)).map((name) => ({ name, text: readFileSync(new URL(`${path}/${name}`, root), 'utf8') }));
const echo = directory('examples/gateway-and-route');
const misspelt = directory('js-harness/test/fixtures/misspelt-backend');
const tls = directory('examples/tls');

const preview = createPreview();
after(() => preview.close());
const textAt = (documents, { document, from, to }) => documents.find(({ name }) => name === document).text.slice(from, to);

describe('an outcome', () => {
  test('has the resources as objects and as YAML', async () => {
    const { resources, complete, objects } = await preview.update({ documents: echo });
    assert.deepEqual([complete, objects], [true, 5]);
    assert.deepEqual(resources.map(({ object }) => object.kind), ['MeshGateway', 'MeshGatewayInstance', 'MeshHTTPRoute']);
    for (const { object, yaml } of resources) assert.deepEqual(parse(yaml), object);
  });

  test('tells for each rule which text made it', async () => {
    const { resources, provenance } = await preview.update({ documents: echo });
    const rule = provenance.find(({ resource, path }) => resources[resource].object.kind === 'MeshHTTPRoute' && path === '/spec/to/0/rules/0');
    assert.equal(rule.fromPath, '/spec/rules/0');
    assert.match(textAt(echo, rule.place), /^matches:\n[^]*\n {4}backendRefs:\n[^]*weight: 1$/);
    const { start, end } = rule.place;
    const lines = echo.find(({ name }) => name === rule.place.document).text.split('\n');
    assert.match(lines[start.line - 1].slice(start.column - 1), /^matches:/);
    assert.ok(end.line >= start.line);
    const outcome = await preview.update({ documents: echo });
    assert.deepEqual(outcome.provenanceOf(rule.resource), provenance.filter(({ resource }) => resource === rule.resource));
    const around = ({ place }, { document, from }) => place?.document === document && place.from <= from && from <= place.to;
    for (const { place } of provenance.filter((each) => each.place)) assert.deepEqual(outcome.provenanceAt(place.document, place.from), provenance.filter((each) => around(each, place)));
    assert.deepEqual(outcome.provenanceAt('nowhere.yaml', 0), []);
  });

  test('has diagnostics with their places, and what became nothing with the reason', async () => {
    const { diagnostics, unproductive, verdicts, statuses } = await preview.update({ documents: misspelt });
    const error = diagnostics.find(({ severity, place }) => severity === 'error' && place.document === 'routes.yaml');
    assert.match(textAt(misspelt, error.place), /ehco/);
    assert.match(error.help, /echo/);
    assert.deepEqual(unproductive.map(({ label, reason, place }) => [label, reason, textAt(misspelt, place).split('\n')[0]]), [
      ['listener mail', 'the protocol `SMTP` is not supported', 'name: mail'],
    ]);
    assert.deepEqual(verdicts.map(({ word }) => word), ['degraded']);
    assert.ok(statuses.some(({ kind, place }) => kind === 'HTTPRoute' && place.document === 'routes.yaml'));
  });

  test('of a text that is broken is about the rest, and says where', async () => {
    const documents = [echo[0], { name: 'route.yaml', text: `${echo[1].text}---\na: [1\n` }];
    const { complete, diagnostics, resources } = await preview.update({ documents });
    assert.equal(complete, false);
    assert.equal(resources.length, 3);
    const broken = diagnostics.find(({ unread }) => unread);
    assert.equal(broken.code, 'invalid-yaml');
    assert.ok(broken.place.from >= echo[1].text.length);
  });

  test('follows the options', async () => {
    const documents = misspelt;
    const zone = await preview.update({ documents: echo, options: { zone: 'east' } });
    assert.match(zone.resources.at(-1).yaml, /kuma\.io\/zone: east/);
    const unknown = await preview.update({ documents, options: { missing: 'unknown' } });
    assert.deepEqual(unknown.verdicts.map(({ word }) => word), ['undecided']);
    const refused = await preview.update({ documents: echo, options: { mode: 'elsewhere' } });
    assert.equal(refused.complete, false);
    assert.match(refused.diagnostics[0].message, /elsewhere/);
  });
});

describe('requests', () => {
  const shop = ['gateway.yaml', 'routes.yaml'].map((name) => ({ name, text: readFileSync(new URL(`js-harness/test/fixtures/shop/${name}`, root), 'utf8') }));

  test('are answered with the places of listener, rule, match and filters', async () => {
    await preview.update({ documents: shop });
    const [{ ok }, { error }] = await preview.simulate([{ url: 'http://shop.example.com/cart/a', headers: [['x-env', 'beta']] }, { url: 'shop' }]);
    assert.match(error.message, /`shop` is not a URL/);
    assert.deepEqual(ok.dataPlane.backends.map(({ service }) => service), ['cart-v2_shop_svc_8080']);
    assert.equal(ok.entrance.place.document, 'gateway.yaml');
    assert.match(textAt(shop, ok.entrance.place), /^name: open\n/);
    assert.match(textAt(shop, ok.gatewayApi.matched.place), /^path: .*\n +headers:\n.*beta \}$/);
    assert.deepEqual(ok.filters.map(({ type, place }) => `${type} ${place.start.line}`), ['URLRewrite 16']);
    const other = ok.considered.find(({ verdict }) => verdict === 'shadowed');
    assert.match(textAt(shop, other.rule.place), /^matches:[^]*weight: 1 \}$/);
  });

  test('are suggested by each example that has a route, and some rule takes them', async () => {
    for (const [name, expected] of [
      ['gateway-and-route', 'GET http://example.com:8080/'],
      ['tls', 'GET https://shop.example.com/'],
      ['service-to-service', 'GET http://backend.kuma-demo:3001/ from frontend'],
      ['customization', undefined],
    ]) {
      await preview.update({ documents: directory(`examples/${name}`) });
      const suggested = await preview.suggestRequest();
      assert.equal(suggested && [suggested.method, suggested.url, suggested.from && `from ${suggested.from}`].filter(Boolean).join(' '), expected);
      if (suggested) assert.ok((await preview.simulate([suggested]))[0].ok.dataPlane.matched, name);
    }
  });

  test('are refused before there is an input', async () => {
    const fresh = createPreview();
    assert.equal(await fresh.suggestRequest(), undefined);
    assert.match((await fresh.simulate([{ url: 'http://a/' }]))[0].error.message, /no input/);
    fresh.close();
  });
});

describe('what was kept', () => {
  const actions = ({ plan }) => plan?.map(({ action, object: { kind } }) => `${action} ${kind}`);

  test('has a plan in what follows', async () => {
    const own = createPreview();
    after(() => own.close());
    assert.equal(actions(await own.update({ documents: echo })), undefined);
    await own.keep();
    assert.deepEqual(new Set(actions(await own.update({ documents: echo })).map((each) => each.split(' ')[0])), new Set(['unchanged']));
    const moved = echo.map(({ name, text }) => ({ name, text: text.replace('value: /', 'value: /moved') }));
    assert.deepEqual(actions(await own.update({ documents: moved })).filter((each) => !each.startsWith('unchanged')), ['update MeshHTTPRoute']);
    assert.deepEqual(actions(await own.update({ documents: [echo[0]] })).filter((each) => !each.startsWith('unchanged')), ['delete MeshHTTPRoute']);
    await own.forget();
    assert.equal(actions(await own.update({ documents: echo })), undefined);
  });

  test('is drawn as traffic flows', async () => {
    await preview.update({ documents: misspelt });
    const { gateways, routes, backends } = await preview.graph();
    assert.deepEqual(gateways.map(({ name, mesh, rows }) => [name, mesh, rows.map(({ label, trouble }) => [label, trouble])]), [
      ['Gateway kuma-demo/edge', 'default', [['http  HTTP 8080', undefined], ['mail  SMTP 25', 'the protocol `SMTP` is not supported']]],
    ]);
    assert.deepEqual(routes.map(({ parents, rows }) => [parents.map(({ gateway }) => gateway), rows.map(({ label, trouble }) => [label, trouble])]), [
      [[0], [['/echo', 'Service `kuma-demo/ehco` does not exist'], ['/', undefined]]],
    ]);
    assert.deepEqual(backends.map(({ name, trouble }) => [name, trouble]), [['Service kuma-demo/ehco:5000', 'it is not in the input'], ['Service kuma-demo/echo:80', undefined]]);
    assert.match(textAt(misspelt, routes[0].rows[1].place), /^timeouts:/);
  });
});

describe('while typing', () => {
  test('is what it would be if all were read anew', async () => {
    const steps = ['port: 80', 'port: 8', 'port: ', 'port: [', 'port: 81\n---\n# more', 'port: 80'];
    for (const step of steps) {
      const documents = echo.map(({ name, text }) => ({ name, text: `# moved\n${text}`.replace('port: 80', step) }));
      const [now, anew] = [await preview.update({ documents }), new Engine(module).evaluate({ documents })];
      assert.deepEqual(JSON.parse(JSON.stringify(now.resources)), anew.resources.written.map(([, json]) => JSON.parse(json)));
      assert.deepEqual(now.provenance.map(({ place }) => place && [place.document, place.from, place.to]), anew.provenance.rows.flatMap((rows) => JSON.parse(rows)).map(([, , , place]) => place ?? undefined));
      assert.deepEqual(now.diagnostics.map(({ place }) => place && [place.document, place.from, place.to]), anew.diagnostics.map(({ place }) => place));
    }
  });

  test('a text is sent as what changed in it', () => {
    const texts = ['', 'a', 'aa', 'aaa', 'aba', 'abba', 'b', 'xaay', 'ü😀', 'ü😁'];
    for (const before of texts) {
      for (const after of texts) {
        const [from, to, insert] = editBetween(before, after);
        assert.equal(edited(before, [from, to, insert]), after, `${before} ${after}`);
        assert.ok(from <= to && insert.length <= after.length);
      }
    }
    assert.deepEqual(editBetween('one two three', 'one 2 three'), [4, 7, '2']);
  });

  test('an input that was overtaken has the outcome of the newest', async () => {
    const zones = ['a', 'b', 'c', 'd'];
    const outcomes = await Promise.all(zones.map((zone) => preview.update({ documents: echo, options: { zone } })));
    assert.match(outcomes[0].resources.at(-1).yaml, /zone: a/);
    for (const overtaken of outcomes.slice(1)) assert.match(overtaken.resources.at(-1).yaml, /zone: d/);
  });

  test('equal pieces of text stay apart', async () => {
    const twice = [{ name: 'a.yaml', text: `${echo[1].text}---\n${echo[1].text}` }, echo[0]];
    const { diagnostics } = await preview.update({ documents: twice });
    const duplicate = diagnostics.find(({ code }) => code === 'duplicate-object');
    assert.ok(duplicate.notes.some(({ place }) => place.from > echo[1].text.length), JSON.stringify(duplicate));
  });
});

describe('an upgrade', () => {
  test('is told with the places of objects and rules, and changed rules as YAML', async () => {
    await preview.update({ documents: echo, options: { requests: 'check' } });
    const { ok } = await preview.compare({ from: 'kuma-2.6', to: 'kuma-2.14' });
    assert.deepEqual([ok.from, ok.to, ok.verdict], ['kuma-2.6', 'kuma-2.14', 'clean']);
    const route = ok.objects.find(({ object }) => object.kind === 'HTTPRoute');
    assert.equal(route.verdict, 'changed');
    assert.equal(route.place.document, 'route.yaml');
    const [rule] = route.rules;
    assert.match(textAt(echo, rule.place), /^matches:\n[^]*weight: 1$/);
    assert.deepEqual([rule.yaml.before, rule.yaml.after].map((text) => parse(text)), [rule.before[0], rule.after[0]]);
  });

  test('that goes back is refused, and tells no key bytes', async () => {
    await preview.update({ documents: tls });
    assert.equal((await preview.compare({ from: 'kuma-3.0', to: 'kuma-2.14' })).error.code, 'downgrade');
    for (const targets of [{ from: 'kuma-2.6', to: 'kuma-2.14' }, { from: 'kuma-2.14', to: 'kuma-3.0' }]) {
      const answer = await preview.compare(targets);
      assert.ok(answer.ok.objects.length > 0);
      assert.ok(!JSON.stringify(answer).includes(/tls\.key: (\S{60})/.exec(tls.find(({ name }) => name === 'secret.yaml').text)[1]));
    }
  });

  test('before any input is an error', async () => {
    assert.equal(new Engine(module).compare({ from: 'kuma-2.6', to: 'kuma-2.14' }).error.code, 'no-input');
  });
});

describe('secrets', () => {
  const key = /tls\.key: (\S+)/.exec(tls.find(({ name }) => name === 'secret.yaml').text)[1];
  const bytes = Buffer.from(key, 'base64').toString();

  test('are in no part of the outcome', async () => {
    const outcome = await preview.update({ documents: tls });
    const all = JSON.stringify([outcome, outcome.resources, outcome.statuses, outcome.provenance, outcome.verdicts]);
    for (const part of [key, bytes.trim(), key.slice(40, 80)]) assert.ok(!all.includes(part));
    const { object, certificate } = outcome.resources.find(({ object: { kind } }) => kind === 'Secret');
    assert.deepEqual(object.data, { value: '<redacted>' });
    assert.deepEqual(certificate, { names: ['shop.example.com'], notAfter: certificate.notAfter });
    assert.ok(Date.parse(certificate.notAfter) > Date.parse('2100-01-01'));
  });

  const secret = tls.find(({ name }) => name === 'secret.yaml');
  for (const [what, text] of [
    ['readable', secret.text],
    ['broken', `${secret.text}\n  x: [\n`],
    ['broken above', secret.text.replace('kind:', 'kind: : [')],
    ['in JSON', JSON.stringify(parse(secret.text.split('---').at(-1)))],
    ['half a JSON text', JSON.stringify(parse(secret.text.split('---').at(-1))).slice(0, -20)],
    ['as text', `apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  tls.key: |\n${bytes.replace(/^/gm, '    ')}`],
  ]) {
    test(`are told to be hidden: ${what}`, async () => {
      const { hidden } = await preview.update({ documents: [{ name: 'secret.yaml', text }] });
      const kept = withoutHidden(text, hidden.find(({ name }) => name === 'secret.yaml').ranges);
      assert.ok(!kept.includes(key) && !kept.includes(bytes.split('\n')[1]), what);
      assert.match(kept, /name/);
    });
  }

  test('what is typed before its kind is no secret', async () => {
    const { hidden } = await preview.update({ documents: [{ name: 'a.yaml', text: 'apiVersion: v1\nspec:\n  rules: []\n' }] });
    assert.deepEqual(hidden, []);
  });

  const pairs = '[{ name: x-env, value: prod }, { name: Authorization, value: "Basic aGVsbG8=" }, { value: eyJhbGciOiJIUzI1NiJ9.e30.x, name: x }, { name: cookie, type: RegularExpression, value: ".*canary.*" }]';
  const route = `kind: HTTPRoute\nspec:\n  rules:\n  - matches:\n    - headers: ${pairs}\n`;
  for (const [what, text, left] of [
    ['are told', route, ['"Basic aGVsbG8="', 'eyJhbGciOiJIUzI1NiJ9.e30.x']],
    ['in JSON are told', JSON.stringify(parse(route)), ['"Basic aGVsbG8="', '"eyJhbGciOiJIUzI1NiJ9.e30.x"']],
    ['that were left out are none', route.replace('"Basic aGVsbG8="', 'REDACTED').replace(/eyJ[^,]*/, 'REDACTED'), []],
    ['in a text that cannot be read are whatever is a value', 'x: [\nname: authorization\nvalue:\n  Basic a\nother: 1\n', ['Basic a']],
    ['are not looked for in a broken text that has none', 'x: [\nname: x-env\nvalue: prod\n', []],
  ]) {
    test(`values of headers that are credentials ${what}`, async () => {
      const { credentials, hidden } = await preview.update({ documents: [{ name: 'a.yaml', text: '# first\n---\nkind: Namespace\n' }, { name: 'b.yaml', text }] });
      assert.deepEqual(credentials.flatMap(({ name, ranges }) => ranges.map(([from, to]) => [name, text.slice(from, to)])), left.map((value) => ['b.yaml', value]));
      assert.deepEqual(hidden, []);
    });
  }

  test('what is no certificate has no names', () => {
    for (const text of ['', '!', btoa('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')]) assert.equal(certificateOf(text), undefined);
  });
});

describe('YAML with the places of its lines', () => {
  test('each line is said to begin what stands there', () => {
    const { text, lines } = writeYaml({ a: { 'b/c': [{ d: 1, e: [] }, [2, 3]] }, f: 'x' });
    assert.equal(text, 'a:\n  b/c:\n    - d: 1\n      e: []\n    - - 2\n      - 3\nf: x\n');
    assert.deepEqual(lines, ['/a', '/a/b~1c', '/a/b~1c/0/d', '/a/b~1c/0/e', '/a/b~1c/1/0', '/a/b~1c/1/1', '/f']);
  });

  test('all resources of the goldens read back as they were', () => {
    const goldens = JSON.parse(readFileSync(new URL('target/golden.json', root)));
    const resources = goldens.flatMap(({ answer }) => JSON.parse(answer).ok?.resources ?? []);
    assert.ok(resources.length > 100);
    for (const resource of resources) assert.deepEqual(parse(writeYaml(resource).text), resource);
  });
});

test('a worker that fails rejects what was asked of it', async () => {
  const failing = createPreview();
  const asked = failing.update({ documents: echo });
  failing.close();
  await assert.rejects(asked, /closed/);
  await assert.rejects(failing.update({ documents: echo }), /closed/);
});
