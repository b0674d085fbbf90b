/** What of the page is neither the module nor the browser. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { parse } from 'yaml';

import { runCases } from '../../src/expectations.mjs';
import { isCredential, withoutCredentials } from '../../src/preview/credentials.mjs';
import { inParts, layOut } from '../../src/preview/layout.mjs';
import { Picture } from '../../src/preview/picture.mjs';
import { shortenIdleMoments } from '../src/editor/idle.js';
import { changesOf, compareLines, hunks } from '../src/state/changes.js';
import { meaningOf } from '../src/state/conditions.js';
import { matching } from '../src/state/filter.js';
import { freeName } from '../src/state/intake.js';
import { fragmentOf, readFragment, shareable } from '../src/state/links.js';
import { casesFile, readRequests, requestOf } from '../src/state/requests.js';
import { originsOf, outcomesAt, outputText } from '../src/state/traces.js';

const told = (lines) => lines.map(({ sign, text }) => sign + text);

describe('the lines of two texts', () => {
  for (const [before, after, expected] of [
    ['', '', []],
    ['a b c', 'a b c', [' a', ' b', ' c']],
    ['a b c', 'a x c', [' a', '-b', '+x', ' c']],
    ['', 'a b', ['+a', '+b']],
    ['a b', '', ['-a', '-b']],
    ['a a', 'a a a', [' a', ' a', '+a']],
    ['a b c d', 'b d e', ['-a', ' b', '-c', ' d', '+e']],
  ]) {
    test(`${before || 'nothing'} → ${after || 'nothing'}`, () => assert.deepEqual(told(compareLines(before.split(' ').filter(Boolean), after.split(' ').filter(Boolean))), expected));
  }

  test('what is far from a change is left out', () => {
    const before = Array.from({ length: 20 }, (_, at) => String(at));
    const shown = hunks(compareLines(before, before.with?.(10, 'x') ?? Object.assign([...before], { 10: 'x' })), 1);
    assert.deepEqual(shown.map(({ gap, sign, text }) => gap ?? sign + text), [9, ' 9', '-10', '+x', ' 11', 8]);
  });
});

test('a plan is shown with the lines of both sides', () => {
  const resource = (name, yaml) => ({ object: { kind: 'K', metadata: { name, namespace: 'n' } }, yaml });
  const object = (name) => ({ apiVersion: 'v1', kind: 'K', namespace: 'n', name });
  const plan = [{ action: 'create', object: object('c'), reason: 'new' }, { action: 'update', object: object('u'), reason: 'its key differs' }, { action: 'unchanged', object: object('s'), reason: '' }, { action: 'delete', object: object('d'), reason: 'gone' }];
  const { changes, unchanged } = changesOf(plan, [resource('u', 'same\n'), resource('s', 's\n'), resource('d', 'd\n')], [resource('c', 'c\n'), resource('u', 'same\n'), resource('s', 's\n')]);
  assert.equal(unchanged, 1);
  assert.deepEqual(changes.map(({ action, name, lines, isHidden }) => [action, name, told(lines), isHidden]), [
    ['create', 'n/c', ['+c'], false],
    ['update', 'n/u', [' same'], true],
    ['delete', 'n/d', ['-d'], false],
  ]);
});

test('a filter finds what has all of its words, in any order and case', () => {
  const found = (...words) => matching(['Error a/b', 'error c', 'warning a'], words, String);
  assert.deepEqual(found(), ['Error a/b', 'error c', 'warning a']);
  assert.deepEqual(found('a', 'error'), ['Error a/b']);
  assert.deepEqual(found('z'), []);
});

describe('traces', () => {
  const resources = [
    { object: { kind: 'A' }, yaml: 'a:\n  b: 1\n', lines: ['/a', '/a/b'] },
    { object: { kind: 'B' }, yaml: 'c: 1\ncc: 2\n', lines: ['/c', '/cc'] },
  ];
  const at = (from, to) => ({ document: 'x', from, to });
  const provenance = [
    { resource: 0, path: '', place: at(0, 100) },
    { resource: 0, path: '/a', place: at(10, 20) },
    { resource: 1, path: '/c', place: at(12, 14) },
    { resource: 1, path: '/cc' },
  ];

  test('the lines of the output know what they say', () => {
    const { text, lineAt, linesOf } = outputText(resources);
    assert.equal(text, 'a:\n  b: 1\n---\nc: 1\ncc: 2\n');
    assert.deepEqual([0, 1, 2, 3, 4, 5, 6].map(lineAt).map((line) => line && `${line.resource}${line.pointer}`), [undefined, '0/a', '0/a/b', '1', '1/c', '1/cc', undefined]);
    assert.deepEqual(linesOf([provenance[1]]), [1, 2]);
    assert.deepEqual(linesOf([provenance[2]]), [4]);
    assert.deepEqual(outputText(resources, ({ kind }) => kind === 'B').linesOf([provenance[2]]), [1]);
    assert.equal(outputText([]).lineAt(1), undefined);
    assert.equal(outputText(resources, ({ kind }) => kind === 'B').text, 'c: 1\ncc: 2\n');
  });

  test('the innermost place around a line made it, and what is not written down made nothing', () => {
    const of = (wanted) => provenance.filter(({ resource }) => resource === wanted);
    assert.deepEqual(originsOf(of(0), { pointer: '/a/b' }), [provenance[1]]);
    assert.deepEqual(originsOf(of(0), { pointer: '/z' }), [provenance[0]]);
    assert.deepEqual(originsOf(of(1), { pointer: '/cc' }), []);
  });

  test('the smallest place around an offset is what the cursor is in', () => {
    assert.deepEqual(outcomesAt(provenance.slice(0, 3)), [provenance[2]]);
    assert.deepEqual(outcomesAt(provenance.slice(0, 2)), [provenance[1]]);
    assert.deepEqual(outcomesAt([]), []);
  });
});

describe('links', () => {
  const input = { documents: [{ name: 'ü.yaml', text: 'a: 1\n'.repeat(1000) }], options: { zone: 'east', federated: true }, requests: { asked: { url: 'http://a/' }, cases: [] } };

  test('open to what was put into them', async () => {
    const fragment = await fragmentOf(input);
    assert.ok(fragment.length < 300);
    assert.match(fragment, /^#v1\.\d+\.[\w-]+$/);
    assert.deepEqual(await readFragment(fragment), input);
  });

  test('that were cut or damaged say so; others are nobody’s', async () => {
    const fragment = await fragmentOf(input);
    await assert.rejects(readFragment(fragment.slice(0, -5)), /the link was cut: it holds \d+ of \d+ characters/);
    const [, length, data] = fragment.split('.');
    await assert.rejects(readFragment(`#v1.${length}.${[...data].reverse().join('')}`), /damaged/);
    await assert.rejects(readFragment('#v1.'), /cut|damaged/);
    for (const documents of [7, [{ name: 1 }], [{ name: 'a', text: '' }, { name: 'a', text: '' }]]) await assert.rejects(readFragment(await fragmentOf({ documents })), /the link holds/);
    assert.equal(await readFragment('#section'), undefined);
    assert.equal(await readFragment(''), undefined);
  });

  test('carry nothing that is hidden', () => {
    assert.deepEqual(shareable([{ name: 'a', text: 'key: 12345 end' }, { name: 'b', text: 'x' }], [{ name: 'a', ranges: [[5, 10]] }]), [{ name: 'a', text: 'key: REDACTED end' }, { name: 'b', text: 'x' }]);
  });
});

describe('credentials', () => {
  test('are told by the names of headers and parameters', () => {
    const names = (text) => text.split(' ').map(isCredential);
    assert.ok(names('authorization Proxy-Authorization cookie set-cookie x-api-key X-Auth-Token apiKey access_token X-Amz-Signature ocp-apim-subscription-key sig x-vault-token Private-Token').every(Boolean));
    assert.ok(!names('x-env host :authority author accept x-request-id monkey content-type x-forwarded-for page design').some(Boolean));
  });

  test('are left out of requests and of what cases expect, and named', () => {
    const asked = { method: 'GET', gateway: '', from: '', url: 'http://me:pw@a/x?token=abc&b=1', headers: 'x-env: prod\nAuthorization: Bearer abc\ncookie:a=b;\n c=d\n-H "X-Api-Key: k"\n\nx-other: eyJhbGciOiJIUzI1NiJ9.e30.abc\nx-last: 1' };
    const { requests, names } = withoutCredentials({ asked, cases: [{ ...asked, headers: '', expect: { status: 302, location: 'https://a/?sig=abc&c=2', headers: { authorization: 'Basic x', a: 'b' } } }] });
    assert.equal(requests.asked.url, 'http://REDACTED@a/x?token=REDACTED&b=1');
    assert.equal(requests.asked.headers, 'x-env: prod\nAuthorization: REDACTED\ncookie:REDACTED\nREDACTED\nREDACTED\n\nx-other: REDACTED\nx-last: 1');
    assert.deepEqual(requests.cases[0].expect, { status: 302, location: 'https://a/?sig=REDACTED&c=2', headers: { authorization: 'REDACTED', a: 'b' } });
    assert.deepEqual(names, ['user', 'token', 'authorization', 'cookie', 'a header', 'x-other']);
    assert.deepEqual(withoutCredentials(requests), { requests, names: [] });
  });
});

test('an idle moment is over soon, and told to be', (context) => {
  const scheduling = { isInputPending: () => false };
  for (const [name, value] of Object.entries({ window: { requestIdleCallback: (run) => run({ didTimeout: false, timeRemaining: () => 50 }) }, navigator: { scheduling } })) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value, configurable: true });
    context.after(() => (before ? Object.defineProperty(globalThis, name, before) : delete globalThis[name]));
  }
  shortenIdleMoments();
  const begun = performance.now();
  window.requestIdleCallback(({ timeRemaining }) => {
    assert.ok(timeRemaining() > 0 && timeRemaining() <= 25);
    while (!scheduling.isInputPending()) assert.ok(performance.now() - begun < 1000);
    assert.ok(performance.now() - begun >= 25);
    assert.equal(timeRemaining(), 0);
  });
  assert.equal(scheduling.isInputPending(), false);
});

test('names of documents stay apart', () => {
  assert.equal(freeName('a.yaml', []), 'a.yaml');
  assert.equal(freeName('a.yaml', ['a.yaml']), 'a-2.yaml');
  assert.equal(freeName('a.yaml', ['a.yaml', 'a-2.yaml']), 'a-3.yaml');
  assert.equal(freeName('d.d/a', ['d.d/a']), 'd.d/a-2');
});

test('conditions mean what they say', () => {
  const meaning = (type, status) => meaningOf({ type, status });
  assert.deepEqual([meaning('Accepted', 'True'), meaning('Accepted', 'False'), meaning('Conflicted', 'True'), meaning('Conflicted', 'False'), meaning('Programmed', 'Unknown')], ['good', 'bad', 'bad', 'good', 'open']);
});

describe('the picture', () => {
  const graph = (routes) => ({
    gateways: [{ name: 'Gateway a', mesh: 'default', rows: [{ key: 'http', label: 'http' }] }, { name: 'Gateway b', mesh: 'other', rows: [] }],
    routes: Array.from({ length: routes }, (_, at) => ({
      name: `HTTPRoute r${at}`,
      hostnames: [],
      parents: at === 0 ? [{ target: 'Service s' }] : [{ gateway: at % 2, target: '', listener: 'http' }],
      rows: [{ label: '/', backends: [{ to: 0, weight: 1 }, { to: 1, weight: 9 }] }],
    })),
    backends: [{ name: 'Service x' }, { name: 'Service y', trouble: 'lost' }],
  });
  const overlaps = (a, b) => a !== b && a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

  for (const count of [0, 1, 3, 50, 500]) {
    test(`of ${count} routes: nothing overlaps, everything is inside, no edge is lost`, () => {
      const { boxes, edges, frames, width, height } = layOut(graph(count));
      for (const each of boxes) {
        assert.ok(each.x >= 0 && each.y >= 0 && each.x + each.width <= width && each.y + each.height <= height, each.name);
        assert.ok(!boxes.some((other) => overlaps(each, other)), each.name);
      }
      assert.equal(edges.length, count * 3);
      assert.ok(edges.every(({ path }) => !path.includes('NaN')));
      assert.deepEqual(frames.map(({ mesh }) => mesh).sort(), ['default', 'other']);
    });
  }

  test('is read in parts, and nothing is lost or told twice between them', () => {
    const whole = layOut(graph(500));
    const picture = new Picture(inParts(whole), (each) => each);
    const keyOf = (each) => JSON.stringify(each);
    assert.deepEqual(picture.between(0, whole.height).boxes.map(keyOf).sort(), whole.boxes.map(keyOf).sort());
    for (const [top, bottom] of [[0, 500], [990, 1010], [7000, 9000], [whole.height - 1, whole.height + 700]]) {
      const { boxes, edges } = picture.between(top, bottom);
      assert.deepEqual(boxes.map(keyOf).sort(), whole.boxes.filter(({ y, height }) => y + height > top && y < bottom).map(keyOf).sort());
      assert.deepEqual(edges.map(keyOf).sort(), whole.edges.filter((edge) => edge.bottom > top && edge.top < bottom).map(keyOf).sort());
    }
    const { y, height } = whole.boxes.find(({ name }) => name === 'HTTPRoute r321');
    assert.deepEqual(picture.whereIs('HTTPRoute r321'), { top: y, bottom: y + height });
    assert.equal(picture.whereIs('HTTPRoute nobody'), undefined);
  });

  test('parents that are no gateway here have a place too', () => {
    const { boxes } = layOut(graph(1));
    assert.deepEqual(boxes.filter(({ isStranger }) => isStranger).map(({ name }) => name), ['Service s']);
  });
});

describe('requests', () => {
  const asked = (more) => ({ method: 'GET', url: 'a.example/x', headers: '', gateway: '', from: '', ...more });

  test('are read from the bar: a scheme is added, headers are lines', () => {
    assert.deepEqual(requestOf(asked({ headers: 'x-env:  prod \n\nX-Two: a: b\n' })), { request: { method: 'GET', url: 'http://a.example/x', headers: [['x-env', 'prod'], ['X-Two', 'a: b']] } });
    assert.deepEqual(requestOf(asked({ url: 'https://a/', gateway: ' n/g ', from: 'ns' })).request, { method: 'GET', url: 'https://a/', headers: [], gateway: 'n/g', from: 'ns' });
    assert.match(requestOf(asked({ headers: 'nonsense' })).error.message, /`nonsense` is no header/);
  });

  test('what another page stored is taken as far as it is what it should be', () => {
    const none = readRequests(undefined);
    for (const odd of [null, 7, { asked: 7, cases: {} }, { cases: [null, {}, { url: 7, expect: {} }, { url: 'a' }] }, { asked: { url: {} } }]) assert.deepEqual(readRequests(odd), none);
    assert.deepEqual(readRequests({ asked: { url: 'a', more: 1 }, cases: [{ url: 'b', expect: { status: 200 } }] }), { asked: asked({ url: 'a' }), cases: [asked({ url: 'b', expect: { status: 200 } })] });
  });

  test('cases are written as the command reads them', () => {
    const expect = { status: 200, backends: { 'n/a:80': 0.9, 500: 0.1 } };
    const text = casesFile([{ ...asked({ headers: 'a: 1\nb: "x"\na: 2', from: 'ns' }), expect }]);
    assert.deepEqual(parse(text), [{ request: 'GET http://a.example/x', headers: { a: ['1', '2'], b: '"x"' }, from: 'ns', expect }]);
  });

  test('the shares of one backend that is named twice are added up', () => {
    const dataPlane = { status: 200, backends: [{ service: 'a_n_svc_80', share: 0.6, status: 200 }, { service: 'x', share: 0.3, status: 500 }, { service: 'y', share: 0.1, status: 500 }] };
    const [{ failures }] = runCases([{ name: 'c', expect: { backends: { 'n/a': 0.6, 500: 0.4 } } }], [{ ok: { dataPlane, differences: [] } }]);
    assert.deepEqual(failures, []);
  });
});
