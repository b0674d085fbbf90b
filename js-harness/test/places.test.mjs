/** From a pointer to the marked text of a source: what is marked, for each way a value can be written. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { excerpt } from '../src/render/excerpt.mjs';
import { Locator, placeOf, pointerTokens, readablePath } from '../src/sources/located.mjs';
import { readObjects } from '../src/sources/objects.mjs';
import { SourceText } from '../src/sources/text.mjs';

const read = (text, name = 'in.yaml') => readObjects([new SourceText(name, text)]);

/** The text that is marked for a pointer into the nth object. */
function marked(text, pointer, nth = 0, name = 'in.yaml') {
  const { source, from, to } = placeOf(read(text, name).entries[nth], pointerTokens(pointer));
  return source.text.slice(from, to);
}

describe('YAML', () => {
  const text = `kind: A
metadata: {name: "x"} # who
spec:
  list:
  - one: 1
    two: &two {a: b}
  - plain
  text: |
    first
    second
  empty:
  again: *two
  merged:
    <<: *two
    c: d
  folded: some words
    on two lines
  "quoted/key": 'it''s'
`;
  const cases = {
    '': '"x"',
    '/metadata/name': '"x"',
    '/spec/list/0/one': '1',
    '/spec/list/0': 'one: 1',
    '/spec/list/0/three': 'one: 1',
    '/spec/list/1': 'plain',
    '/spec/list/7': 'list',
    '/spec/list': 'list',
    '/spec/list/0/two': '{a: b}',
    '/spec/text': 'text',
    '/spec/empty': 'empty',
    '/spec/empty/deep/er': 'empty',
    '/spec/again/a': 'b',
    '/spec/merged/a': 'b',
    '/spec/merged/c': 'd',
    '/spec/folded': 'folded',
    '/spec/quoted~1key': "'it''s'",
    '/status/conditions/0': '"x"',
    '/metadata/labels': 'metadata',
  };
  for (const [pointer, expected] of Object.entries(cases)) {
    test(`${pointer || 'the whole object'} marks ${expected}`, () => {
      assert.equal(marked(text, pointer), expected);
    });
  }

  test('documents after others, with CRLF and a byte order mark', () => {
    const crlf = '\r\n# one\r\nkind: A\r\nmetadata:\r\n  name: a\r\n---\r\nkind: B\r\nmetadata:\r\n  name: b\r\n...\r\n%YAML 1.2\r\n---\r\nkind: C\r\nmetadata:\r\n  name: c\r\n';
    assert.deepEqual(read(crlf).problems, []);
    assert.deepEqual([0, 1, 2].map((nth) => marked(crlf, '/metadata/name', nth)), ['a', 'b', 'c']);
    const { entries } = read(crlf);
    assert.deepEqual(entries[2].document.source.position(placeOf(entries[2], ['kind']).from), { line: 13, column: 7 });
  });

  test('a line of dashes in a block text is a new document, as YAML says; an indented one is text', () => {
    assert.equal(read('kind: A\ntext: |\n  ---\n  x\n').entries[0].object.text, '---\nx\n');
  });

  test('scalars are what kubectl takes them for', () => {
    const { entries } = read('kind: A\nv: [on, No, y, 0777, 1_000, 0x1f, 0o17, 0b11, 12:30:45, 2020-01-01, 1e3, "on", ~, -010]\n');
    assert.deepEqual(entries[0].object.v, [true, false, true, 511, 1000, 31, 15, 3, '12:30:45', '2020-01-01', 1000, 'on', null, -8]);
  });

  test('a bomb of aliases is refused', () => {
    const levels = Array.from({ length: 10 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`);
    const { entries, problems } = read(`kind: A\nl0: &l0 [x, x]\n${levels.join('\n')}\n---\nkind: B\n`);
    assert.equal(entries.length, 1);
    assert.match(problems[0].message, /aliases multiply/);
  });

  test('nesting that is too deep is an error, not a crash', () => {
    const { problems, entries } = read(`kind: A\nv: ${'['.repeat(100_000)}\n---\nkind: B\n`);
    assert.equal(problems.length, 1);
    assert.equal(entries.length, 1);
  });

  test('a hundred levels are read', () => {
    assert.deepEqual(read(`kind: A\nv: ${'['.repeat(100)}${']'.repeat(100)}\n`).problems, []);
  });
});

describe('JSON', () => {
  const text = `{"kind": "List", "items": [
  {"kind": "A", "metadata": {"name": "a"}, "spec": {"n": [1, {"x\\/y": "é\\u0041"}], "o": {
    "p": true}}},
  {"kind": "List", "items": [{"kind": "B", "metadata": {"name": "b"}}]}
]}
{"kind": "C"}`;
  const cases = [
    [0, '', '"a"'],
    [0, '/spec/n/0', '1'],
    [0, '/spec/n/1/x~1y', '"é\\u0041"'],
    [0, '/spec/n', '[1, {"x\\/y": "é\\u0041"}]'],
    [0, '/spec/o', '"o"'],
    [0, '/spec/o/p/q', '"p"'],
    [0, '/spec/n/9', '"n"'],
    [1, '/metadata/name', '"b"'],
    [2, '', '"C"'],
  ];
  for (const [nth, pointer, expected] of cases) {
    test(`object ${nth}, ${pointer || 'the whole'} marks ${expected}`, () => assert.equal(marked(text, pointer, nth, 'in.json'), expected));
  }

  const broken = {
    '{"kind": "A",}': [14, 'JSON allows no comma after the last entry'],
    '{"kind": "A" "b": 1}': [14, undefined],
    '{"kind": "A", // no\n}': [15, 'JSON has no comments'],
    "{'kind': 1}": [2, 'JSON strings stand in double quotes'],
    '{"kind": "A", "kind": "B"}': [15, undefined],
    '{"kind": "A': [10, undefined],
    '{"kind": 01}': [11, undefined],
    '{"kind": "\\x"}': [11, undefined],
    '{"kind": ': [9, undefined],
  };
  for (const [wrong, [column, help]] of Object.entries(broken)) {
    test(`${JSON.stringify(wrong)} is refused at column ${column}`, () => {
      const { problems, entries } = read(`{"kind": "ok"}\n${wrong}`, 'in.json');
      assert.equal(entries.length, 1);
      assert.deepEqual(problems.map(({ code, place, help: said }) => [code, { ...place.source.position(place.from) }, said]), [['invalid-json', { line: 2, column }, help]]);
    });
  }

  test('YAML in flow style is no JSON, and is read', () => {
    assert.deepEqual(read('{kind: A, metadata: {name: a}}').entries[0].object, { kind: 'A', metadata: { name: 'a' } });
  });

  test('nesting that is too deep is an error', () => {
    assert.match(read(`{"kind": "A", "v": ${'['.repeat(100_000)}`, 'in.json').problems[0].message, /nested more than 1000 deep/);
  });
});

describe('identities', () => {
  const { entries } = read('apiVersion: gateway.networking.k8s.io/v1beta1\nkind: HTTPRoute\nmetadata: {name: r}\n---\napiVersion: example.com/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: default}\n---\nkind: Service\n');
  const locator = new Locator(entries);
  const found = (spot) => locator.resolve(spot).map(({ entry }) => entries.indexOf(entry));

  test('versions are one, groups are not, and no namespace is `default`', () => {
    const object = { kind: 'HTTPRoute', namespace: 'default', name: 'r' };
    assert.deepEqual(found({ object: { ...object, apiVersion: 'gateway.networking.k8s.io/v1' } }), [0]);
    assert.deepEqual(found({ object: { ...object, apiVersion: 'example.com/v2' } }), [1]);
    assert.deepEqual(found({ object: { ...object, apiVersion: 'unheard.of/v1' } }), [0, 1]);
    assert.deepEqual(found({ object: { ...object, name: 'other' } }), []);
  });

  test('without an object, the path names an entry of the snapshot', () => {
    assert.deepEqual(locator.resolve({ path: '/resources/2/metadata/name' }), [{ entry: entries[2], tokens: ['metadata', 'name'] }]);
    assert.deepEqual(locator.resolve({ path: '/resources/9' }), []);
    assert.deepEqual(locator.resolve({ path: '/options/target' }), []);
  });

  test('paths are written for people', () => {
    assert.equal(readablePath(pointerTokens('/spec/rules/0/a~1b~0c/x')), 'spec.rules[0]["a/b~c"].x');
  });
});

describe('lists', () => {
  test('items of a typed list get its kind', () => {
    const { entries } = read('apiVersion: v1\nkind: ServiceList\nitems: [{metadata: {name: a}}]\n');
    assert.deepEqual(entries[0].object, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } });
  });
  test('an empty list is no error', () => assert.deepEqual(read('kind: List\nitems: []\n'), { entries: [], problems: [] }));
});

describe('the shown line', () => {
  const shown = (text, part) => {
    const from = text.indexOf(part);
    const { text: line, marker } = excerpt({ source: new SourceText('x', text), from, to: from + part.length });
    return [line, marker];
  };
  test('a tab is four columns', () => assert.deepEqual(shown('a:\tbc', 'bc'), ['a:    bc', '      ^^']));
  test('wide letters are two columns', () => assert.deepEqual(shown('漢: 字é😀', '字é😀'), ['漢: 字é😀', '    ^^^^^']));
  test('an accent of its own takes no column', () => assert.deepEqual(shown('e\u0301: x', 'x'), ['e\u0301: x', '   ^']));
  test('the end of the text can be marked', () => assert.equal(excerpt({ source: new SourceText('x', 'ab'), from: 2, to: 2 }).marker, '  ^'));
  test('a long line is cut on both sides', () => {
    const [line, marker] = shown(`${'a'.repeat(5000)}HERE${'b'.repeat(5000)}`, 'HERE');
    assert.ok(line.length < 130 && line.startsWith('…a') && line.endsWith('b…'));
    assert.equal(marker.indexOf('^'), line.indexOf('HERE'));
    assert.equal(marker.trim(), '^^^^');
  });
});
