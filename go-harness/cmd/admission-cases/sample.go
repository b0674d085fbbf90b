package main

import (
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"strings"
)

// What stands under some keys in good and not so good objects: rules of the CRDs look at these.
var byKey = map[string][]string{
	"type": {"Exact", "PathPrefix", "RegularExpression", "RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect",
		"URLRewrite", "RequestMirror", "CORS", "ExtensionRef", "ExternalAuth", "ReplaceFullPath", "ReplacePrefixMatch", "IPAddress",
		"Hostname", "NamedAddress", "example.com/custom", "Cookie", "Header", "DNS", "URI", "LoadBalancer"},
	"value": {"/", "/a", "//", "/a//b", "//a", "/a//", "/.", "/..", "/./", "/../", "/.a", "/a/.b", "/a/...", "/a/..b", "/%2F", "/%2f/", "/%2e", "/a?b", "/a#", "/ ", "/\t", "/*", "/a/./b", "/a/../b", "/a/..", "/a/.", "/a#b", "a", "/a%2Fb", "/a%2fb", "/%zz", "/a b", "10.0.0.1",
		"::1", "example.com", "*.example.com", "*", "", "(", "[a-", "/é"},
	"replacePrefixMatch": {"/", "/x", "", "x"}, "replaceFullPath": {"/", "/x", "", "x"},
	"hostname":        {"*", "*.com", "*.example.com", "example.com", "*.a", "a.b", "*.*.com", "*a.com", "a*.com", "*.1.2.3.4", "1.2.3", "0.0.0.0", "::1", "2001:db8::1", "xn--e1afmkfd.com", "a_b.com", "*.-a.com", "a-.com", "example.com.", "a.*.com", "Example.com", "10.0.0.1", "1.2.3.4.5", "-a.com", "a..b", "a.b.", ""},
	"protocol":        {"HTTP", "HTTPS", "TLS", "TCP", "UDP", "http", "example.com/x", "QUIC", ""},
	"mode":            {"Terminate", "Passthrough", "terminate", "AllowValidOnly", "AllowInsecureFallback"},
	"from":            {"All", "Same", "Selector", "None", "same"},
	"group":           {"", "gateway.networking.k8s.io", "core", "a.b", "A", "*", "-"},
	"kind":            {"Gateway", "Service", "HTTPRoute", "Secret", "ConfigMap", "gateway", "a b", ""},
	"method":          {"GET", "POST", "get", "BREW", "CONNECT", "*", ""},
	"scheme":          {"http", "https", "ftp", "HTTP"},
	"statusCode":      {"301", "302", "303", "307", "308", "200", "404"},
	"namespace":       {"default", "kuma-demo", "A", "a/b", "", "kube-system"},
	"name":            {"a", "b", "A", "a.b", "-a", "a_b", "example", ":method", "x-a", "X-A", "Host", "a b", "", "é"},
	"sectionName":     {"a", "a.b", "A", "", "http"},
	"request":         {"0s", "0h0m0s0ms", "0.0s", "00s", "1s", "10s", "1m", "1ms", "99999h", "99999h99999m99999s99999ms", "1h1h", "1s1h", "1µs", "1ns", "s", "1h1m1s1ms1ms", "1h1m1s", "10ms", "0ms", "1.5s", "100000h", "-1s", "1", "1d", "99999s", "1s1s"},
	"backendRequest":  {"0s", "0ms", "0m", "1s", "5s", "10s", "9999ms", "1h", "60m", "10ms", "1.5s", "x"},
	"absoluteTimeout": {"0s", "1h", "1m", "x"}, "idleTimeout": {"0s", "1h", "24h", "1.0s"}, "backoff": {"100ms", "0s", "1h", "y"},
	"lifetimeType":            {"Session", "Permanent", "session"},
	"serviceType":             {"LoadBalancer", "NodePort", "ClusterIP", "nodePort"},
	"operator":                {"In", "NotIn", "Exists", "DoesNotExist", "in"},
	"maxAge":                  {"0", "1", "-1", "5"},
	"wellKnownCACertificates": {"System", "example.com/x", "system", ""},
}

// Not `-0.0`, which Go tells from `-0` and the module does not; nor floats with more digits than a float has, of which
// the module may take the next one.
var numbers = []string{"0", "1", "2", "80", "443", "8080", "65535", "65536", "-1", "99", "100", "101", "599", "600", "1000000", "1000001",
	"2147483647", "2147483648", "9223372036854775807", "9223372036854775808", "18446744073709551616", "1.0", "1.5", "80.0", "-0",
	"9007199254740991", "9007199254740992.0", "9007199254740993", "-9223372036854775808", "-9223372036854775809",
	"9223372036854775807.0", "9223372036854774784.0", "2147483647.0", "2147483648.0", "1000000.0000001", "1.0000000001", "0.9999999999", "1E+2", "0.1e1",
	"80.0e0", "8e1", "65535.0", "65536.0", "1e15", "1e16", "1e17", "1e18", "1e19", "123456789.125", "1e308", "1e400", "-1e400", "1e-400", "100.0", "99.5",
	"1e2", "1E2", "1e-2", "0.1", "1e21", "1e20", "123456789012345678901234567890", "1e-7", "5e-324"}

// Not characters that Unicode does not have: the module has no table of them.
var strings_ = []string{"", " ", "a", "A", "a b", "-", "*", ".", "a.", ".a", "a/b", "/", "é", "\u0000", "\u200b", "\ufeff", "\U0001F600", "\u00a0x",
	"\"", "\\", "<&>", "\n", "\t", "\u2028", "null", "true", "1", "0", "80", "1.5", "-1", "%", "50%", "100m", "1Gi", "1h", "2020-01-01T00:00:00Z", "\x7f",
	"\u202e", "\u2029", "\u00ad", "\u200d", "\u3000", "\ue000", "\U000e0001", "\U0010ffff", "\u0600", "\u1680", "\u2066", "\ufffd", "\ufffe", "\u061c",
	"\u0130", "\u212a", "\u017f", "ß", "e\u0301", "\a", "\b", "\v", "\f", "\r", "\r\n", "\x1b[0m", "'", "`", "a'b", "\\u0041", "a\\nb", "&amp;", "%s%d", "\u0000a", "日本", "א", "👨\u200d👩",
	strings.Repeat("é", 64), strings.Repeat("日", 254), strings.Repeat("\U0001F600", 129), strings.Repeat("\\", 40), strings.Repeat("\"", 200), strings.Repeat("\n", 70),
	"0x1", "1_000", "+1", "1e3", ".5", "NaN", "Infinity", "1Ki", "1.5Gi", "0.5m", "1n", "1E", "1e", "12e6", "100%", "-5%", "101%", "1.5%", "%1",
	"{}", "[]", "$", "${a}", "a,b", "xn--a", "\u0301", "\uffff", "\u0085", "ﬁ"}

func pick[T any](r *rand.Rand, from []T) T {
	return from[r.IntN(len(from))]
}

// anything is a value of any type.
func anything(r *rand.Rand) value {
	switch r.IntN(9) {
	case 0:
		return nil
	case 1:
		return r.IntN(2) == 0
	case 2, 3:
		return json.Number(pick(r, numbers))
	case 4, 5:
		return pick(r, strings_)
	case 6:
		return pick(r, []value{list{}, list{nil}, list{json.Number("1")}, list{"a", "a"}, list{object{}}, list{list{}}, list{object{}, object{}}})
	case 7:
		return pick(r, []value{object{}, object{{"a", nil}}, object{{"name", "a"}}, object{{"a", object{{"b", list{"c"}}}}}, object{{"", ""}}})
	}
	return strings.Repeat("x", pick(r, []int{2, 63, 64, 65, 253, 254, 1025, 4097}))
}

// scalar is a text that fits a key or a schema, more or less.
func word(r *rand.Rand, key string, schema object) string {
	if values, ok := schema.get("enum").(list); ok && r.IntN(4) > 0 {
		if text, ok := pick(r, values).(string); ok {
			return text
		}
	}
	if words, ok := byKey[key]; ok && r.IntN(4) > 0 {
		return pick(r, words)
	}
	if most, err := strconv.Atoi(number(schema, "maxLength")); err == nil && most < 5000 && r.IntN(5) == 0 {
		return strings.Repeat(pick(r, []string{"a", "é", "/", "a."}), max(0, most+r.IntN(3)-1))
	}
	if r.IntN(2) == 0 {
		return pick(r, []string{"a", "b", "example", "kuma", "x-a"})
	}
	return pick(r, strings_)
}

func number(schema object, key string) string {
	n, _ := schema.get(key).(json.Number)
	return n.String()
}

// sample makes a value for a schema: mostly of the right type.
func sample(r *rand.Rand, key string, schema object, depth int) value {
	if r.IntN(40) == 0 || schema == nil {
		return anything(r)
	}
	if schema.get("x-kubernetes-int-or-string") == true {
		return pick(r, []value{json.Number("1"), "1", "50%", "1Gi", "100m", json.Number("1.5"), "x", json.Number("-1"), "-1", ""})
	}
	switch schema.text("type") {
	case "boolean":
		return r.IntN(2) == 0
	case "integer", "number":
		for _, bound := range []string{"minimum", "maximum"} {
			if n, err := strconv.ParseInt(number(schema, bound), 10, 64); err == nil && r.IntN(4) == 0 {
				return json.Number(strconv.FormatInt(n+int64(r.IntN(3))-1, 10))
			}
		}
		if words, ok := byKey[key]; ok {
			return json.Number(pick(r, words))
		}
		return json.Number(pick(r, numbers[:min(len(numbers), 8+r.IntN(len(numbers)))]))
	case "array":
		entries := list{}
		for range pick(r, []int{0, 1, 1, 1, 2, 2, 3}) {
			if depth > 0 {
				entries = append(entries, sample(r, key, schema.object("items"), depth-1))
			}
		}
		return entries
	case "object":
		members := object{}
		required, _ := schema.get("required").(list)
		for _, property := range schema.object("properties") {
			needed := false
			for _, name := range required {
				needed = needed || name == property.key
			}
			if depth > 0 && (needed && r.IntN(12) > 0 || r.IntN(3) == 0) {
				members = append(members, member{property.key, sample(r, property.key, property.value.(object), depth-1)})
			}
		}
		if additional := schema.object("additionalProperties"); additional != nil {
			for range r.IntN(3) {
				members = append(members, member{pick(r, strings_), sample(r, key, additional, depth-1)})
			}
		}
		return members
	case "string":
		return word(r, key, schema)
	}
	return anything(r)
}
