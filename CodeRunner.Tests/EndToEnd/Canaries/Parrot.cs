using System.Text;
using System.Text.Json;
using CodeRunner.Tests.Support;

namespace CodeRunner.Tests.EndToEnd.Canaries;

/// <summary>An app that says all it knows, in every way that it can think of: while it is built, when it is asked for /sing, and as it dies of /crash.</summary>
internal static class Parrot
{
    public const string LastWord = "the song is over";

    private const byte Veil = 0x5a;

    private const string Ways =
        """
        const { inspect } = require('util');
        const lower = text => text.replace(/%[0-9A-F]{2}/g, escaped => escaped.toLowerCase());
        const ascii = text => text.replace(/[\u007f-\uffff]/g, letter => '\\u' + letter.charCodeAt(0).toString(16).padStart(4, '0'));
        module.exports = value => {
            const base64 = text => Buffer.from(text).toString('base64'), hex = Buffer.from(value).toString('hex');
            return [
                value, JSON.stringify({ value }), ascii(JSON.stringify(value)), inspect({ value }), encodeURIComponent(value), lower(encodeURIComponent(value)), encodeURI(value),
                new URLSearchParams({ value }).toString(), base64(value), base64('u' + value), base64('u:' + value), base64('us:' + value + '@'), Buffer.from(value).toString('base64url'),
                base64(value).replace(/.{76}/g, '$&\n'), base64(value).replace(/.{64}/g, '$&\n'), hex, hex.toUpperCase(), 'x'.repeat(65500) + value,
            ];
        };
        """;

    private const string Server =
        """
        const http = require('http'), ways = require('./ways.js');
        const names = Object.keys(process.env).filter(name => /^CANARY_|^DECOY$|^LINK$/.test(name)).sort();
        const short = names.map(name => process.env[name]).filter(value => value.length < 100 && !/[\r\n]/.test(value));
        const pause = ms => new Promise(done => setTimeout(done, ms));
        const cut = async (name, ms) => {
            const value = Buffer.from(process.env[name]), half = value.length >> 1;
            process.stdout.write(name + ' cut ');
            process.stdout.write(value.subarray(0, half));
            await pause(ms);
            process.stdout.write(value.subarray(half));
            process.stdout.write('\n');
        };
        const sing = async () => {
            for (const name of names)
                ways(process.env[name]).forEach((text, way) => { for (const stream of [process.stdout, process.stderr]) stream.write(name + ' ' + way + ' ' + text + '\n'); });
            for (const name of names) await cut(name, 2);
            for (const name of names.slice(0, 2)) await cut(name, 1200);
            for (const stream of [process.stdout, process.stderr]) stream.write('LAST WORD\n');
        };
        http.createServer(async (request, response) => {
            if (request.url === '/sing') await sing();
            if (request.url === '/crash') setTimeout(() => { throw new Error(process.env.DECOY + ' does not reach ' + process.env.LINK + ' ' + short.join(' ')); }, 50);
            else response.end('well');
        }).listen(process.env.PORT);
        """;

    /// <summary>The build knows the values from its source, where they lie so that only it reads them.</summary>
    public static byte[] Source(IEnumerable<Canary> known) => Zip.Of(
        ("package.json", """{"name":"parrot","version":"1.0.0","scripts":{"build":"node build.js","start":"node server.js"}}"""),
        ("ways.js", Ways),
        ("server.js", Server.Replace("LAST WORD", LastWord, StringComparison.Ordinal)),
        ("build.js", $$"""
            const known = JSON.parse(Buffer.from('{{Veiled(known)}}', 'hex').map(each => each ^ {{Veil}}).toString());
            for (const [name, value] of Object.entries(known)) for (const text of require('./ways.js')(value)) console.log('built ' + name + ' ' + text);
            """));

    private static string Veiled(IEnumerable<Canary> known) => Convert.ToHexStringLower(
        [.. Encoding.UTF8.GetBytes(JsonSerializer.Serialize(known.ToDictionary(each => each.Key, each => each.Value))).Select(each => (byte)(each ^ Veil))]);
}
