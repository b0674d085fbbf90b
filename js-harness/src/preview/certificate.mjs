/** What of a certificate may be shown: whom it is for, and until when. */

const NAMES = '2.5.29.17';
const COMMON_NAME = '2.5.4.3';

/** `{ names, notAfter }` of the first certificate in base64 of PEM text, as Secrets hold it, or undefined. */
export function certificateOf(base64) {
  try {
    const pem = atob(base64);
    const [, body] = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END/.exec(pem) ?? [];
    return body && readCertificate(bytesOf(body));
  } catch {
    return undefined;
  }
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64.replace(/\s/g, '')), (letter) => letter.charCodeAt(0));
}

/** RFC 5280, section 4.1: only the fields that are asked for. */
function readCertificate(bytes) {
  const [tbs] = children(read(bytes, 0));
  const fields = children(tbs);
  // The version is optional, and the only field that is tagged 0.
  const [, , , validity, subject] = fields[0].tag === 0xa0 ? fields.slice(1) : fields;
  const extensions = fields.find(({ tag }) => tag === 0xa3);
  const alternative = extensions && alternativeNames(extensions);
  return { names: alternative?.length > 0 ? alternative : commonNames(subject), notAfter: time(children(validity)[1]) };
}

function alternativeNames(extensions) {
  const found = children(children(extensions)[0]).find((each) => oid(children(each)[0]) === NAMES);
  if (!found) return [];
  const octets = children(found).at(-1);
  return children(read(octets.bytes, octets.start)).flatMap(({ tag, bytes, start, end }) => {
    if (tag === 0x82) return [text({ bytes, start, end })];
    if (tag === 0x87) return [address(bytes.subarray(start, end))];
    return [];
  });
}

function address(octets) {
  if (octets.length === 4) return octets.join('.');
  return Array.from({ length: 8 }, (_, at) => ((octets[at * 2] << 8) | octets[at * 2 + 1]).toString(16)).join(':');
}

function commonNames(subject) {
  return children(subject)
    .flatMap((set) => children(set))
    .filter((pair) => oid(children(pair)[0]) === COMMON_NAME)
    .map((pair) => text(children(pair)[1]));
}

/** UTCTime has two digits of the year, GeneralizedTime four. */
function time(value) {
  const digits = text(value);
  const full = value.tag === 0x17 ? (Number(digits.slice(0, 2)) < 50 ? '20' : '19') + digits : digits;
  return full.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d).*/, '$1-$2-$3T$4:$5:$6Z');
}

/** One DER value: its tag, and where its content begins and ends. */
function read(bytes, at) {
  let length = bytes[at + 1];
  let start = at + 2;
  if (length & 0x80) {
    const count = length & 0x7f;
    length = 0;
    for (let index = 0; index < count; index += 1) length = length * 256 + bytes[start + index];
    start += count;
  }
  const end = start + length;
  if (!(end <= bytes.length)) throw new RangeError('the value ends behind the certificate');
  return { tag: bytes[at], bytes, start, end };
}

function children({ bytes, start, end }) {
  const found = [];
  for (let at = start; at < end; at = found.at(-1).end) found.push(read(bytes, at));
  return found;
}

function text({ bytes, start, end }) {
  return new TextDecoder().decode(bytes.subarray(start, end));
}

function oid({ bytes, start, end }) {
  const parts = [Math.floor(bytes[start] / 40), bytes[start] % 40];
  let part = 0;
  for (const byte of bytes.subarray(start + 1, end)) {
    part = part * 128 + (byte & 0x7f);
    if (!(byte & 0x80)) {
      parts.push(part);
      part = 0;
    }
  }
  return parts.join('.');
}
