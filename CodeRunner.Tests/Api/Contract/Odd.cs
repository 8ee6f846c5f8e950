using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>What clients send that nobody thought of.</summary>
internal static class Odd
{
    private const char Nul = '\0';

    private static readonly string[] Words =
    [
        "", " ", "a", "-1", "0", "null", "NaN", "true", $"a{Nul}b", "\u202Eevil", "💥𝕏", "e\u0301", "İstanbul", "\uFFFF", "\r\nX-Evil: 1", "'; DROP TABLE users; --", "<script>alert(1)</script>",
        "../../etc/passwd", "${jndi:ldap://x/}", "{{7*7}}", "%00", "a,b,,c", "(a+)+$", "[", "2026-13-45T99:99:99Z", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "9999-12-31", "9999-12-31T23:59:59Z", "1e999",
        "99999999999999999999", "2147483648", "-2147483649", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "http://[::1", "* * * * * * *",
    ];

    private static readonly string[] Literals =
    [
        "null", "true", "false", "0", "-1", "1", "-0.0", "0.1", "1e308", "1e999", "-1e999", "1e-400", "2147483648", "-2147483649", "9223372036854775808", "79228162514264337593543950336", "[]", "{}", "[null]",
        "[[[[]]]]", """{"a":null}""", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "[1,\"a\",null,{}]",
    ];

    private static readonly string[] Documents =
    [
        "", " ", "null", "[]", "{}", "42", "\"text\"", "{", "[", "{]", "nul", "{\"a\":1,}", "{\"a\":NaN}", "{'a':1}", "// nothing\n{}", "{}{}", "{\"a\" 1}", "\uFEFF{}", "{\"\":\"\"}", "{\"__proto__\":{}}",
        $"{{\"name\":\"{new string('x', 1_100_000)}\"}}", new('[', 200), string.Concat(Enumerable.Repeat("{\"a\":", 5000)), "{\"a\":\"\n\"}",
    ];

    private static readonly string?[] Types =
    [
        null, "", "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "application/json; charset=utf-16",
        "application/json; charset=nothing", "application/vnd.a+json", "garbage", "application/json;;;", "application/problem+json", "text/json",
    ];

    private static readonly (string Name, string Value)[] HeaderLines =
    [
        ("Idempotency-Key", ""), ("Idempotency-Key", new string('k', 201)), ("Idempotency-Key", "ä"), ("Idempotency-Key", "a\tb"), ("If-Match", "\"0\""), ("If-Match", "*"), ("If-Match", "garbage"), ("If-Match", "W/\"1\""),
        ("If-Match", "\"99999999999999999999\""), ("If-Match", "\"1\", \"2\","), ("If-None-Match", "*"), ("Last-Event-ID", "garbage"), ("Last-Event-ID", "-1"), ("Last-Event-ID", "99999999999999999999"), ("Accept", "application/xml"),
        ("Accept", "garbage;q=x"), ("Accept-Language", "xx-invalid"), ("X-Forwarded-For", "garbage, 1.2.3.4"), ("X-Forwarded-For", "fe80::1%eth0"), ("X-Forwarded-Proto", "gopher"), ("Range", "bytes=0-"), ("Range", "bytes=9-1"),
        ("Content-Encoding", "gzip"), ("Expect", "200-ok"), ("X-HTTP-Method-Override", "DELETE"), ("traceparent", "00-zz-zz-zz"), ("baggage", "a=b,,;=;"), ("Cookie", "a=b; =; \u00e4"), ("Origin", "null"),
    ];

    public static Gen<string> Text { get; } = Gen.Frequency((12, Gen.Elements(Words)), (1, Gen.Choose(200, 3000).Select(length => new string('x', length))));

    /// <summary>A JSON value, as text.</summary>
    public static Gen<string> Json { get; } = Gen.Frequency((3, Gen.Elements(Literals)), (2, Text.Select(Quote)));

    /// <summary>What is to be a JSON document and mostly is none.</summary>
    public static Gen<byte[]> Document { get; } = Gen.Frequency(
        (Documents.Length, Gen.Elements(Documents).Select(Encoding.UTF8.GetBytes)),
        (1, Gen.Constant<byte[]>([.. "{\"name\":\""u8, 0xC3, 0x28, 0xFF, .. "\"}"u8])),
        (1, Gen.Constant<byte[]>([.. "{\"name\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8])));

    public static Gen<string?> ContentType { get; } = Gen.Elements(Types);

    public static Gen<(string Name, string Value)> Header { get; } = Gen.Elements(HeaderLines);

    /// <summary>A step of a path, as it goes over the wire. A NUL is not in it: the server ends such a request itself.</summary>
    public static Gen<string> Step { get; } = Gen.OneOf(
        Text.Select(text => Uri.EscapeDataString(text.Replace($"{Nul}", "", StringComparison.Ordinal))).Where(step => step is not ("" or "." or "..")),
        Gen.Elements("%zz", "%", "%ff", "%c3%28", "%2F", "%2e%2e%2f", "a%20b", "~", "*", ";a=b", "00000000000000000000000000000000", "019abcde-0000-7000-8000-00000000000", "%7B%7D"));

    /// <summary>A value in a query, as it goes over the wire.</summary>
    public static Gen<string> Value { get; } = Gen.OneOf(Text.Select(Uri.EscapeDataString), Gen.Elements("%zz", "%", "%ff", "+", "%C0%80", "a%26b", "%F0%9F%92"));

    public static Gen<string?> Authorization { get; } = Gen.Elements<string?>("", "Bearer", "Bearer ", "Bearer x.y.z", "bearer crt_x", "Bearer crt_bm90IGEgc2VjcmV0LCBvbmx5IGFuIGV4YW1wbGUhISE", "Basic YTpi", "Bearer eyJhbGciOiJub25lIn0.e30.", "ä");

    /// <summary>As a JSON string; what is no letter is escaped.</summary>
    public static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
